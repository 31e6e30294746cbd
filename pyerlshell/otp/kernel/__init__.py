"""The kernel application.

code, code_*       the code server's functions; code_storage: how modules are found and loaded;
                   code_on_load: modules that wait for their -on_load function
file, os           the outside, through prim_file and erts.outside
logger, logger_*   log events, handlers, the texts of reports
application, ...   applications and their environment
"""
