"""Source files to forms: the preprocessor.

    api           parse_file/2
    preprocessor  the state and the main loop
    directives    -define, -include, -ifdef, ...
    macros        definitions and expansion; `arguments` finds where arguments end
    conditions    -if
    source        one file being read
    encoding      the coding comment
    options       what a run is told; predefined macros
    messages      format_error/1

OTP: epp
"""

from pyerlshell.syntax.epp.api import EppError, Parsed, parse_file, parse_text
from pyerlshell.syntax.epp.encoding import read_encoding
from pyerlshell.syntax.epp.messages import format_error
from pyerlshell.syntax.epp.options import Options

__all__ = [
    "EppError",
    "Options",
    "Parsed",
    "format_error",
    "parse_file",
    "parse_text",
    "read_encoding",
]
