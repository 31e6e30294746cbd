"""Examples: small applications in versions, each a folder with a transcript of its name.

tt13        a counter behind a gen_server, upgraded twice while it runs
"""
