"""The module `code`: loading, purging, the code path, and what is known of modules.

    code_loading.py   load_*, purge, delete, ensure_loaded, atomic loading
    code_path.py      the search path, libraries, sticky folders
    code_coverage.py  what is counted when code runs: nothing
    code_info.py      which, all_loaded, module_status, object code

OTP: code
"""

from pyerlshell.otp.kernel import code_coverage, code_info, code_loading, code_path
from pyerlshell.otp.kernel.code_module import code

__all__ = ["code", "code_coverage", "code_info", "code_loading", "code_path"]
