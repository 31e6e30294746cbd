"""The module `qlc_pt`: list comprehensions that are arguments of qlc:q/1,2 become query handles.

module      what Erlang calls: parse_transform/2, transform_from_evaluator/2
calls       finds the calls of qlc:q in forms
code        the code of a query: a fun for every part of the comprehension
analysis    what is known of the generators' objects: constants, joins, match specifications
variables   which variables a form has
"""

from pyerlshell.otp.stdlib.qlc_pt.module import qlc_pt

__all__ = ["qlc_pt"]
