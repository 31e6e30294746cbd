"""The module `code`: loading, purging, the code path, and what is known of modules.

    code_loading.py   load_*, purge, delete, ensure_loaded
    code_atomic.py    several modules at once, or none
    code_path.py      the search path, libraries
    code_sticky.py    modules that may not be replaced
    code_coverage.py  what is counted when code runs: nothing
    code_info.py      which, all_loaded, module_status, object code

OTP: code
"""

from pyerlshell.otp.kernel import (
    code_atomic,
    code_coverage,
    code_info,
    code_loading,
    code_path,
    code_sticky,
)
from pyerlshell.otp.kernel.code_module import code

__all__ = [
    "code",
    "code_atomic",
    "code_coverage",
    "code_info",
    "code_loading",
    "code_path",
    "code_sticky",
]
