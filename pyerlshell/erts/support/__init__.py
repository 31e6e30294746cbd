"""What generated code calls: `NAMESPACE` holds every name that it may use beside its own.

arith.py       results that need looking at
errors.py      the exceptions that generated code raises
calls.py       funs, and remote calls whose module or function is known only at run time
collections.py lists, maps and the generators of comprehensions
records.py     native records
bits*.py       the bit syntax
namespace.py   NAMESPACE
"""

from pyerlshell.erts.support.namespace import NAMESPACE

__all__ = ["NAMESPACE"]
