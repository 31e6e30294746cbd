"""Constructing a bit string: a plain Python expression where it can be told that it will do.

    <<A, B:16, C/binary>>
    ->  (type(a) is int and type(b) is int and type(c) is bytes
         and BITS_BYTE[a & 255] + (b & 65535).to_bytes(2, "big") + c)
        or bits_build(SPEC, (a, b, c), (8, 16, 0))

What the checks refuse, and the empty result, is worked out by bits_build/3, which knows every type,
size and error. `<<Acc/binary, ...>>` appends in place.

OTP: v3_core's bitstr, beam_ssa_codegen's bs_create_bin
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.compiler import core
from pyerlshell.compiler.to_python import bits_nodes as b
from pyerlshell.compiler.to_python import nodes
from pyerlshell.compiler.to_python.bits_read import static_bits
from pyerlshell.compiler.to_python.nodes import const, name

Spec = tuple[int, str, int, int]

NO_SIZE: Final = core.Lit(0)

ENCODINGS: Final = {
    "utf16": ("utf-16-be", "utf-16-le"),
    "utf32": ("utf-32-be", "utf-32-le"),
}


@dataclass(slots=True)
class Operand:
    """A segment whose value and size are locals or constants."""

    segment: core.Segment
    value: ast.expr
    size: ast.expr
    spec: Spec


@dataclass(slots=True)
class Fast:
    """The plain expression so far: `parts` to be joined, true if all `checks` hold."""

    checks: list[ast.expr] = field(default_factory=list)
    parts: list[ast.expr] = field(default_factory=list)


def operands(g: Any, node: core.Bin, first: int = 1) -> list[Operand]:
    """Generate values and sizes from left to right. `first` is the first segment's position."""
    wanted: list[core.Expr] = []
    for segment in node.segments:
        wanted.append(segment.value)  # type: ignore[arg-type]
        wanted.append(segment.size if segment.size is not None else NO_SIZE)
    names = g.names(wanted)
    made = []
    for i, segment in enumerate(node.segments):
        position = segment.position or i + 1
        described = spec(segment, position + first - 1)
        made.append(Operand(segment, names[2 * i], names[2 * i + 1], described))
    return made


def spec(segment: core.Segment, position: int) -> Spec:
    """What bits_build/3 has to know about a segment."""
    kind = "all" if segment.type == "binary" and segment.size is None else segment.type
    return (position, kind, segment.unit, int(segment.little))


def build(ops: list[Operand]) -> ast.expr:
    """The expression for a bit string of these segments."""
    if not ops:
        return const(b"")
    slow = slow_build(ops)
    head = ops[0]
    if head.spec[1] == "all" and head.spec[2] in (1, 8) and len(ops) > 1:
        return _append(head.value, head.spec[2], ops[1:], slow)
    fast = plain(ops)
    return slow if fast is None else _guarded(fast, slow)


def slow_build(ops: list[Operand]) -> ast.expr:
    """bits_build(spec, values, sizes)."""
    return nodes.call(
        "bits_build",
        const(tuple([o.spec for o in ops])),
        nodes.tuple_([o.value for o in ops]),
        nodes.tuple_([o.size for o in ops]),
        **_line(ops),
    )


def _line(ops: list[Operand]) -> dict[str, int]:
    line = ops[0].segment.line or 1
    return {"lineno": line, "col_offset": 0, "end_lineno": line, "end_col_offset": 0}


def build_onto(acc: ast.expr, ops: list[Operand]) -> ast.expr:
    """<<Acc/bitstring, Ops>> where acc is known to be a bit string."""
    if not ops:
        return acc
    return _append(acc, 1, ops, nodes.call("bits_append_bits", acc, slow_build(ops)))


def _append(acc: ast.expr, unit: int, ops: list[Operand], slow: ast.expr) -> ast.expr:
    """<<Acc/binary, Ops>> or <<Acc/bitstring, Ops>>, in place if acc is the newest value."""
    fast = plain(ops)
    if fast is not None:
        appended = nodes.call("bits_append", acc, joined(fast.parts))
        return nodes.either(nodes.both(*fast.checks, appended), slow)
    if unit == 8:
        return slow
    is_bits = nodes.either(nodes.type_is(acc, "BitString"), nodes.type_is(acc, "bytes"))
    return nodes.if_else(is_bits, nodes.call("bits_append_bits", acc, slow_build(ops)), slow)


def _guarded(fast: Fast, slow: ast.expr) -> ast.expr:
    return nodes.either(nodes.both(*fast.checks, joined(fast.parts)), slow)


def joined(parts: list[ast.expr]) -> ast.expr:
    """The parts as one `bytes`."""
    parts = _merged(parts)
    if not parts:
        return const(b"")
    if len(parts) > 3:
        return b.method(const(b""), "join", nodes.tuple_(parts))
    whole = parts[0]
    for part in parts[1:]:
        whole = b.op(whole, b.ADD, part)
    return whole


def _merged(parts: list[ast.expr]) -> list[ast.expr]:
    """Neighbouring constants become one."""
    merged: list[ast.expr] = []
    for part in parts:
        if type(part) is ast.Constant and merged and type(merged[-1]) is ast.Constant:
            merged[-1] = const(_data(merged[-1]) + _data(part))
        else:
            merged.append(part)
    return merged


def _data(node: ast.Constant) -> bytes:
    assert type(node.value) is bytes
    return node.value


def plain(ops: list[Operand]) -> Fast | None:
    """The plain expression, or None when some segment has none (so that slow_build must do)."""
    fast = Fast()
    i = 0
    while i < len(ops):
        kind = ops[i].spec[1]
        if kind == "integer":
            stop = _integers(ops, i, fast)
            if stop == i:
                return None
            i = stop
        elif not _OTHERS[kind](ops[i], fast):
            return None
        else:
            i += 1
    return fast


def _integers(ops: list[Operand], first: int, fast: Fast) -> int:
    """A run of integers of known size that ends at a byte: its end, or `first` if there is none."""
    total = 0
    last = first
    while last < len(ops) and ops[last].spec[1] == "integer":
        bits = static_bits(ops[last].segment)
        if bits is None or not 0 <= bits <= 4096:
            return first
        if ops[last].segment.little and (bits % 8 or total % 8):
            return first
        total += bits
        last += 1
        if total % 8 == 0:
            run = ops[first:last]
            if all(type(o.value) is not ast.Constant or type(o.value.value) is int for o in run):
                fast.parts.append(_run(run, total, fast))
                return last
            return first
    return first


def _run(run: list[Operand], total: int, fast: Fast) -> ast.expr:
    """One integer for all of these, and that as bytes."""
    for o in run:
        if type(o.value) is not ast.Constant:
            fast.checks.append(nodes.type_is(o.value, "int"))
    if len(run) == 1 and type(run[0].value) is not ast.Constant:
        masked = b.op(run[0].value, b.AND, const((1 << total) - 1))
        if total == 8:
            return b.item(name("BITS_BYTE"), masked)
        return _to_bytes(masked, total, run[0].segment.little)
    known = 0
    terms: list[ast.expr] = []
    shift = total
    for o in run:
        bits = static_bits(o.segment)
        assert bits is not None
        shift -= bits
        if type(o.value) is ast.Constant:
            known |= _literal(o, bits) << shift
        elif bits:
            masked = b.op(o.value, b.AND, const((1 << bits) - 1))
            terms.append(b.op(masked, b.SHL, const(shift)) if shift else masked)
    if not terms:
        return const(known.to_bytes(total >> 3, "big"))
    whole = terms[0]
    for term in terms[1:]:
        whole = b.op(whole, b.OR, term)
    if known:
        whole = b.op(whole, b.OR, const(known))
    return _to_bytes(whole, total, False)


def _literal(o: Operand, bits: int) -> int:
    assert type(o.value) is ast.Constant and type(o.value.value) is int
    value = o.value.value & ((1 << bits) - 1)
    if o.segment.little:
        value = int.from_bytes(value.to_bytes(bits >> 3, "little"), "big")
    return value


def _to_bytes(value: ast.expr, total: int, little: bool) -> ast.expr:
    return b.method(value, "to_bytes", const(total >> 3), const(b.order(little)))


def _all(o: Operand, fast: Fast) -> bool:
    """X/binary in any place but the first."""
    if o.spec[2] not in (1, 8):
        return False
    if type(o.value) is ast.Constant:
        if type(o.value.value) is not bytes:
            return False
    else:
        fast.checks.append(nodes.type_is(o.value, "bytes"))
    fast.parts.append(o.value)
    return True


def _sized(o: Operand, fast: Fast) -> bool:
    """X:N/binary."""
    if o.spec[2] != 8 or type(o.value) is ast.Constant:
        return False
    if type(o.size) is not ast.Constant:
        fast.checks.append(nodes.type_is(o.size, "int"))
    elif type(o.size.value) is not int:
        return False
    fast.checks.append(nodes.type_is(o.value, "bytes"))
    fits = ast.Compare(const(0), [b.LE, b.LE], [o.size, nodes.call("len", o.value)], **nodes.HERE)
    fast.checks.append(fits)
    fast.parts.append(b.span(o.value, const(0), o.size))
    return True


def _float(o: Operand, fast: Fast) -> bool:
    """Only 64 bits: a smaller float may overflow."""
    if static_bits(o.segment) != 64 or type(o.value) is ast.Constant:
        return False
    fast.checks.append(nodes.type_is(o.value, "float"))
    fast.parts.append(nodes.call("bits_f64_little" if o.segment.little else "bits_f64", o.value))
    return True


def _utf(o: Operand, fast: Fast) -> bool:
    """A character; surrogates and what lies behind them are left to bits_build/3."""
    if type(o.value) is ast.Constant:
        code = o.value.value
        if type(code) is not int or not (0 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF):
            return False
        encoding = "utf-8" if o.spec[1] == "utf8" else ENCODINGS[o.spec[1]][o.spec[3]]
        fast.parts.append(const(chr(code).encode(encoding)))
        return True
    fast.checks.append(nodes.type_is(o.value, "int"))
    in_range = ast.Compare(const(0), [b.LE, b.LT], [o.value, const(0xD800)], **nodes.HERE)
    fast.checks.append(in_range)
    char = nodes.call("chr", o.value)
    if o.spec[1] == "utf8":
        fast.parts.append(b.method(char, "encode"))
    else:
        fast.parts.append(b.method(char, "encode", const(ENCODINGS[o.spec[1]][o.spec[3]])))
    return True


_OTHERS: Final = {
    "all": _all,
    "binary": _sized,
    "float": _float,
    "nothing": lambda o, fast: False,
    "utf8": _utf,
    "utf16": _utf,
    "utf32": _utf,
}


def literal(node: core.Bin) -> bytes | None:
    """The value of a bit string of literals, if it is whole bytes and cannot fail."""
    ops = []
    for i, segment in enumerate(node.segments, 1):
        value, size = segment.value, segment.size
        if type(value) is not core.Lit or type(value.value) not in (int, bytes):
            return None
        if size is not None and (type(size) is not core.Lit or type(size.value) is not int):
            return None
        ops.append(Operand(segment, const(value.value), const(0), spec(segment, i)))
    fast = plain(ops)
    if fast is None or fast.checks:
        return None
    parts = _merged(fast.parts)
    return _data(parts[0]) if parts and type(parts[0]) is ast.Constant else b""
