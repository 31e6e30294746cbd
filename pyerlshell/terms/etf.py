"""The external term format: `term_to_binary/1,2` and `binary_to_term/1,2`.

OTP: external.c, "External Term Format" in the ERTS User's Guide
"""

from __future__ import annotations

from pyerlshell.terms.etf_decode import (
    DecodeError,
    DecodeOptions,
    SystemLimit,
    decode,
    decode_used,
)
from pyerlshell.terms.etf_encode import (
    EncodeOptions,
    FunEncoder,
    NotEncodable,
    encode,
    encoded_size,
)
from pyerlshell.terms.etf_tags import FunParts

__all__ = [
    "DecodeError",
    "DecodeOptions",
    "EncodeOptions",
    "FunEncoder",
    "FunParts",
    "NotEncodable",
    "SystemLimit",
    "decode",
    "decode_used",
    "encode",
    "encoded_size",
]
