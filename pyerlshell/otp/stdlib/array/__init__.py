"""Arrays: `module` holds the table, `leaves` the tree; `elements`, `building`, `shape` and `folds`
fill the table.
"""

from pyerlshell.otp.stdlib.array import building, elements, folds, shape
from pyerlshell.otp.stdlib.array.module import array

__all__ = ["array", "building", "elements", "folds", "shape"]
