"""Regular expressions in Perl's notation.

    state       what is known of a pattern while it is read
    sets, escapes, classes   sets of characters
    translate, grouping      PCRE's notation to Python's
    bounded     one search, as long as it may take
    pattern     compiled patterns and searches
    options     the options of all functions
    matching, running, splitting, replacing, exporting   the work of the functions
    functions   the functions

OTP: re
"""

from pyerlshell.otp.stdlib.re.functions import re

__all__ = ["re"]
