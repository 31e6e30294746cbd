"""Maps: `module` holds the table; `values` has what takes no fun, `folds` what does, `iterators`
the iterators.
"""

from pyerlshell.otp.stdlib.maps import folds, iterators, values
from pyerlshell.otp.stdlib.maps.module import maps

__all__ = ["folds", "iterators", "maps", "values"]
