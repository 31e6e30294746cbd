"""What documents call that OTP has no more, with the first release without it (where known).

Facts of OTP's release notes; E3.11.
"""

from __future__ import annotations

from typing import Final

_MODULES: Final = {
    "appmon": "OTP 17",
    "asn1rt": "OTP 22",
    "corba_object": "OTP 21",
    "egd": "OTP 24",
    "erl_tidy": "OTP 24",
    "hipe": "OTP 24",
    "http": "OTP R14",
    "ic": "OTP 21",
    "igor": "OTP 24",
    "inviso": "OTP R16",
    "orber": "OTP 21",
    "os_mon_mib": "OTP 22",
    "packages": "OTP R16",
    "percept": "OTP 20",
    "pg2": "OTP 24",
    "pman": "OTP R16",
    "regexp": "OTP R15",
    "toolbar": "OTP R16",
    "tv": "OTP R16",
    "typer": "OTP 20",
    "webtool": "OTP 18",
}
_FUNCTIONS: Final = {
    ("auth", "exists"): "OTP R16",
    ("code", "rehash"): "OTP 26",
    ("crypto", "aes_cbc_128_decrypt"): "OTP 20",
    ("crypto", "aes_cbc_128_encrypt"): "OTP 20",
    ("crypto", "block_decrypt"): "OTP 24",
    ("crypto", "block_encrypt"): "OTP 24",
    ("crypto", "hmac"): "OTP 24",
    ("crypto", "md5"): "OTP 20",
    ("crypto", "md5_mac"): "OTP 20",
    ("crypto", "rand_bytes"): "OTP 20",
    ("crypto", "sha"): "OTP 20",
    ("crypto", "sha_mac"): "OTP 20",
    ("crypto", "stream_encrypt"): "OTP 24",
    ("crypto", "stream_init"): "OTP 24",
    ("erlang", "get_stacktrace"): "OTP 24",
    ("erlang", "hash"): "OTP 20",
    ("filename", "find_src"): "OTP 24",
    ("ssl", "ssl_accept"): "OTP 24",
    ("zlib", "inflateChunk"): "OTP 27",
}


def gone_since(module: str, function: str) -> str:
    """The first release without it; "" if it is not gone, or nobody knows since when."""
    return _MODULES.get(module) or _FUNCTIONS.get((module, function), "")
