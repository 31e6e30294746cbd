"""hypothesis strategies for terms."""

from __future__ import annotations

from hypothesis import strategies as st

from pyerlshell.terms.atoms import atom
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.maps import map_new
from pyerlshell.terms.types import NONODE, BitString, Pid

flat = st.one_of(
    st.integers(-3, 3),
    st.integers(),
    st.sampled_from([0.0, -0.0, 1.0, 2.0, 2.0**53, 1e300]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["a", "b", "ok", "", "日本", "A b"]).map(atom),
    st.none(),
    st.binary(max_size=6),
    st.builds(BitString, st.just(b"\xa5\x0f\xff\x00"), st.integers(0, 7), st.integers(0, 20)),
    st.text(max_size=5).map(string_to_list),
    st.builds(Pid, st.just(NONODE), st.integers(0, 3)),
)

terms = st.recursive(
    flat,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(tuple),
        st.lists(inner, max_size=4).map(to_list),
        st.tuples(st.lists(inner, min_size=1, max_size=3), flat).map(lambda p: to_list(*p)),
        st.lists(st.tuples(inner, inner), max_size=4).map(map_new),
    ),
    max_leaves=12,
)
