"""Text to abstract format and back.

    erl_scan/    tokens
    epp/         the preprocessor
    erl_parse/   tokens to forms and expressions
    erl_lint/    what is wrong with forms
    erl_pp/      abstract format to text
    erl_expand_records   records as tuples
    erl_internal, erl_features   tables of the language
    texts        words that messages are made of

OTP: the front end in stdlib
"""
