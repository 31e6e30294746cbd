"""Small classes of fields, for what is imported at every start.

As `dataclasses` with slots, without comparison; but importing that costs 6 ms of a start and every
class 0.5 ms, which together was a sixth of `-noshell -eval 'halt().'`. A class costs 0.1 ms here.

OTP: none
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, dataclass_transform

T = TypeVar("T")


class _Fresh:
    __slots__ = ("make",)

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


_LEFT_OUT: Final = object()


def field(*, default_factory: Callable[[], T]) -> T:
    """A field that begins as a new value of its own."""
    fresh: Any = _Fresh(default_factory)
    return fresh  # type: ignore[no-any-return]


@dataclass_transform(eq_default=False, field_specifiers=(field,))
def structure(*, frozen: bool = False) -> Callable[[type[T]], type[T]]:
    """Give a class slots and an `__init__` for its annotated fields. `frozen` is for type checkers
    only."""
    return _with_fields


def _with_fields(cls: type[T]) -> type[T]:
    body = dict(cls.__dict__)
    names = tuple(cls.__annotations__)
    defaults = {name: body.pop(name) for name in names if name in body}
    body.pop("__dict__", None)
    body.pop("__weakref__", None)
    body["__slots__"] = body["__match_args__"] = names
    body["__init__"] = _init(names, defaults, "__post_init__" in body)
    body.setdefault("__repr__", _repr)
    kind: Any = type(cls)
    made = kind(cls.__name__, cls.__bases__, body)
    return made  # type: ignore[no-any-return]


def _init(names: tuple[str, ...], defaults: dict[str, Any], post: bool) -> Any:
    namespace: dict[str, Any] = {"_LEFT_OUT": _LEFT_OUT}
    parameters = ["self"]
    lines = []
    for name in names:
        default = defaults.get(name, _LEFT_OUT)
        value = name
        if name not in defaults:
            parameters.append(name)
        elif type(default) is _Fresh:
            namespace["make_" + name] = default.make
            parameters.append(f"{name}=_LEFT_OUT")
            value = f"make_{name}() if {name} is _LEFT_OUT else {name}"
        else:
            namespace["default_" + name] = default
            parameters.append(f"{name}=default_{name}")
        lines.append(f" self.{name} = {value}\n")
    if post:
        lines.append(" self.__post_init__()\n")
    exec(f"def __init__({', '.join(parameters)}):\n{''.join(lines)}", namespace)
    return namespace["__init__"]


def replaced(old: T, **changes: Any) -> T:
    """A copy with other values in some fields."""
    kind: Any = type(old)
    new = kind(**{name: getattr(old, name) for name in kind.__slots__} | changes)
    return new  # type: ignore[no-any-return]


def _repr(self: Any) -> str:
    shown = ", ".join([f"{name}={getattr(self, name)!r}" for name in self.__slots__])
    return f"{type(self).__name__}({shown})"
