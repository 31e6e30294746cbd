"""Lists: `module` holds the table, `elements`, `rearranging`, `folds`, `predicates`,
`keys`, `sorting`, `merging`, `zips` fill it.
"""

from pyerlshell.otp.stdlib.lists import (
    elements,
    folds,
    keys,
    merging,
    predicates,
    rearranging,
    sorting,
    zips,
)
from pyerlshell.otp.stdlib.lists.module import lists

__all__ = [
    "elements",
    "folds",
    "keys",
    "lists",
    "merging",
    "predicates",
    "rearranging",
    "sorting",
    "zips",
]
