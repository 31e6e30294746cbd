"""JSON: `module` holds the table; `encoding`, `escapes` and `formatting` make text of terms,
`decoding` makes terms of text, with `scanner` for what nests nothing.
"""

from pyerlshell.otp.stdlib.json import decoding, encoding, formatting
from pyerlshell.otp.stdlib.json.module import json

__all__ = ["decoding", "encoding", "formatting", "json"]
