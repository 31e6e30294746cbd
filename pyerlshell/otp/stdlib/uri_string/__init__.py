"""URIs: `module` holds the table; `parsing` takes them apart, `composing` puts them together,
`resolving` normalizes and resolves, `queries` is form data, `transcoding` changes encodings;
`escaping` is percent-encoding, which all of them use.
"""

from pyerlshell.otp.stdlib.uri_string import (
    composing,
    escaping,
    parsing,
    queries,
    resolving,
    transcoding,
)
from pyerlshell.otp.stdlib.uri_string.module import uri_string

__all__ = [
    "composing",
    "escaping",
    "parsing",
    "queries",
    "resolving",
    "transcoding",
    "uri_string",
]
