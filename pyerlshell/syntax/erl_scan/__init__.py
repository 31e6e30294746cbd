"""Text to tokens.

    tables    reserved words, symbols, the master pattern
    scanner   one text: scan/2
    strings   strings, sigils, escapes
    numbers   the numbers that are more than digits
    forms     text that arrives in pieces: tokens/3
    errors    what can go wrong
    messages  format_error/1

OTP: erl_scan
"""

from pyerlshell.syntax.erl_scan.forms import Continuation, Done, More, tokens
from pyerlshell.syntax.erl_scan.messages import format_error
from pyerlshell.syntax.erl_scan.scanner import ErrorInfo, Location, Scan, Token, scan
from pyerlshell.syntax.erl_scan.tables import DEFAULT_RESERVED, RESERVED

__all__ = [
    "DEFAULT_RESERVED",
    "RESERVED",
    "Continuation",
    "Done",
    "ErrorInfo",
    "Location",
    "More",
    "Scan",
    "Token",
    "format_error",
    "scan",
    "tokens",
]
