"""Normally distributed floats, by the ziggurat of Marsaglia and Tsang with 256 layers.

The layers' edges follow from the edge of the lowest one: each layer has the same area. They are
worked out once, with enough digits to be the reference's to the last bit.

OTP: rand
"""

from __future__ import annotations

import math
from decimal import Context, Decimal, localcontext
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from pyerlshell.erts.errors import function_clause
from pyerlshell.otp.preloaded.erlang.arithmetic import add, mul
from pyerlshell.otp.stdlib.math import math as math_module
from pyerlshell.otp.stdlib.rand.module import rand
from pyerlshell.otp.stdlib.rand.numbers import uniform_s
from pyerlshell.otp.stdlib.rand.states import current, keep, opened
from pyerlshell.terms.order import compare
from pyerlshell.terms.types import Term

__preempt__ = True

_EDGE: Final = Decimal("3.6541528853610087963519472518")
_R: Final = float(_EDGE)
_UNIT: Final = 1 << 51


@lru_cache(1)
def _layers() -> tuple[list[int], list[float], list[float]]:
    """For each layer: below which of 2^51 steps a point is surely inside; a step; the height."""
    with localcontext(Context(prec=40)):
        height = _density(_EDGE)
        area = _EDGE * height + _tail_area(height)
        edges = [area / height, _EDGE]
        heights = [Decimal(1), height]
        for _ in range(254):
            height = area / edges[-1] + height
            edges.append((-2 * height.ln()).sqrt())
            heights.append(height)
        widths = [edges[0], *edges[:0:-1]]
        inside = [int(_EDGE / edges[0] * _UNIT), 0]
        inside += [int(x / y * _UNIT) for x, y in pairwise(widths[1:])]
        steps = [float(x / _UNIT) for x in widths]
        return inside[:256], steps[:256], [1.0] + [float(x) for x in heights[:0:-1]]


def _density(x: Decimal) -> Decimal:
    return (-x * x / 2).exp()


def _tail_area(height: Decimal) -> Decimal:
    """The area beyond the edge, by its continued fraction."""
    fraction = _EDGE
    for k in range(300, 0, -1):
        fraction = _EDGE + k / fraction
    return height / fraction


@rand.export(
    "normal/0",
    "() -> X :: float()",
)
def normal() -> Term:
    """A random float, normally distributed around 0 with variance 1."""
    x, state = normal_s(current())
    keep(state)
    return x


@rand.export(
    "normal/2",
    "(Mean :: number(), Variance :: number()) -> X :: float()",
)
def normal_with(mean: Term, variance: Term) -> Term:
    """A random float, normally distributed around Mean with this variance."""
    width = math_module.functions["sqrt", 1].fn(variance)
    return add(mean, mul(width, normal()))


@rand.export(
    "normal_s/1",
    "(State :: state()) -> {X :: float(), NewState :: state()}",
)
def normal_s(state: Any) -> tuple[float, Term]:
    """{a random float, normally distributed around 0 with variance 1; the new state}."""
    inside, steps, heights = _layers()
    while True:
        generator, handler, words = opened(state, state)
        v, words = generator.step(words)
        state = (handler, words)
        r = v & _UNIT - 1 if generator.old else v >> generator.bits - 51
        negative = v >> (51 if generator.old else generator.bits - 52) & 1
        layer = r & 255
        x = r * steps[layer]
        if r < inside[layer]:
            return (-x if negative else x), state
        if layer == 0:
            x, state = _beyond(state)
            return (-x if negative else x), state
        u, state = uniform_s(state)
        low = heights[layer]
        if (heights[layer - 1] - low) * u + low < math.exp(-0.5 * x * x):
            return (-x if negative else x), state


def _beyond(state: Any) -> tuple[float, Any]:
    """A point in the tail."""
    while True:
        u, state = uniform_s(state)
        x = -1 / _R * math.log(u)
        u, state = uniform_s(state)
        y = -math.log(u)
        if y + y > x * x:
            return _R + x, state


@rand.export(
    "normal_s/3",
    "(Mean, Variance, State) -> {X :: float(), NewState :: state()} when Mean :: number(), "
    "Variance :: number(), State :: state()",
)
def normal_s_with(mean: Term, variance: Term, state: Any) -> Term:
    """{a random float, normally distributed around Mean with this variance; the new state}."""
    if compare(variance, 0) < 0:
        raise function_clause(mean, variance, state)
    x, state = normal_s(state)
    return add(mean, mul(math_module.functions["sqrt", 1].fn(variance), x)), state
