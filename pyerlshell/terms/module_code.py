"""What the compiler hands to the runtime: one module, as plain data.

The compiler stands left of `erts` in the import rule and `erts` never imports it, so their meeting
point is this class of plain fields. It marshals (see `to_tuple`): the code cache stores that.

OTP: the chunks of a BEAM file
"""

from __future__ import annotations

from types import CodeType

from pyerlshell.terms.structs import structure


@structure(frozen=True)
class ModuleCode:
    """One compiled module.

    python      executed in a fresh namespace; defines a function "f/1" for every f/1 of the module
    atoms       (global name, text): bound before `python` runs
    literals    (global name, external term format)
    imports     (global name, module, function, arity): bound to the node's ExportCell
    exports     (function, arity), module_info/0,1 included
    attributes  external term format of module_info(attributes), md5 vsn included
    compile     external term format of module_info(compile)
    md5         16 bytes
    funs        co_name -> (index, uniq): entries of the fun table, for erlang:fun_info/1
    ops         id -> (operator, left, right): the arithmetic that raised, found by its column (see
                ARCHITECTURE, "Errors"); left and right are ("v", local name) or ("c", number).
                For a call of a fun the operator is "fun", left the fun, and right ("t", operands).
                Column 1 is no id: it marks a plain call in tail position, which has no frame.
                -region -> code that is a function of its own in the reference (see erts/inlined.py)
    on_load     co_name of the -on_load function, or ""
    source      absolute path of the source file, or ""
    records     (module, name, exported, ((field, default in external term format or None), ...)):
                the native records that are defined here; each is the global "d_" + name
    """

    name: str
    python: CodeType
    atoms: tuple[tuple[str, str], ...]
    literals: tuple[tuple[str, bytes], ...]
    imports: tuple[tuple[str, str, str, int], ...]
    exports: tuple[tuple[str, int], ...]
    attributes: bytes
    compile: bytes
    md5: bytes
    funs: dict[str, tuple[int, int]]
    ops: dict[int, tuple[str, tuple[str, object], tuple[str, object]]]
    on_load: str = ""
    source: str = ""
    records: tuple[tuple[str, str, bool, tuple[tuple[str, bytes | None], ...]], ...] = ()

    def to_tuple(self) -> tuple[object, ...]:
        """The fields in order; `marshal` can write it."""
        return tuple([getattr(self, name) for name in self.__slots__])  # type: ignore[attr-defined]
