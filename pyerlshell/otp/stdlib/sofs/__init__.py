"""Sets of sets: `module` holds the table and what a set looks like, `types` says which types fit,
`typing` finds the type of a term, `walks` goes through sorted elements; `making`, `sets`,
`relations`, `products`, `choosing`, `families`, `graphs` fill the table.
"""

from pyerlshell.otp.stdlib.sofs import (
    choosing,
    families,
    graphs,
    making,
    products,
    relations,
    sets,
)
from pyerlshell.otp.stdlib.sofs.module import sofs

__all__ = [
    "choosing",
    "families",
    "graphs",
    "making",
    "products",
    "relations",
    "sets",
    "sofs",
]
