"""The application sasl: releases and their upgrade, alarms.

release_handler, release_handler_*   upgrades in the running system
systools, systools_*                 .app, .appup and .rel files; boot scripts, relup, packages
alarm_handler, rb                    alarms; a browser of logged reports
"""
