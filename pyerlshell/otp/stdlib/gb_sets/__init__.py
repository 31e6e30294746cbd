"""Sets as general balanced trees: `module` holds the table, `elements`, `iterators`, `combining`
and `funs` fill it.
"""

from pyerlshell.otp.stdlib.gb_sets import combining, elements, funs, iterators
from pyerlshell.otp.stdlib.gb_sets.module import gb_sets

__all__ = ["combining", "elements", "funs", "gb_sets", "iterators"]
