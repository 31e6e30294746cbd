"""The file system, one operation a function: `ok`, `{ok, Value}` or `{error, Reason}`.

    module    the declaration, names, reasons
    storage   where the bytes of an open file are: on disk, in memory; packed: in a gzip file;
              delayed: collected before they are written
    handles   open files
    reading, writing   what is done with them
    names     files and folders by name
    info      #file_info{}

OTP: prim_file, ram_file, raw_file_io_list
"""

from pyerlshell.otp.preloaded.prim_file import handles, info, names, reading, whole, writing
from pyerlshell.otp.preloaded.prim_file.module import BadNameError, name_of, prim_file

__all__ = [
    "BadNameError",
    "handles",
    "info",
    "name_of",
    "names",
    "prim_file",
    "reading",
    "whole",
    "writing",
]
