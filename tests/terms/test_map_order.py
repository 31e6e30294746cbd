"""The order of keys; what is expected was printed by erl 29."""

from __future__ import annotations

from pyerlshell.terms.atoms import atom
from pyerlshell.terms.lists import string_to_list
from pyerlshell.terms.map_order import ordered_items, reversed_items, sorted_items
from pyerlshell.terms.maps import map_new
from pyerlshell.terms.pretty import shell_pretty
from pyerlshell.terms.write import write

# maps:keys(#{K => 1 || K <- lists:seq(1, 40)})
FORTY = (
    "18,4,34,12,19,29,13,2,7,38,31,8,10,23,9,15,35,36,32,1,25,28,20,6,"
    "11,17,24,37,40,14,33,3,16,30,21,5,27,26,22,39"
)


def test_large_map_of_integers_is_in_trie_order() -> None:
    m = map_new([(i, 1) for i in range(1, 41)])
    assert [k for k, _ in ordered_items(m)] == [int(k) for k in FORTY.split(",")]


def _sum_in_order(keys: list[int]) -> int:
    """maps:fold(fun(K, _, S) -> (S * 31 + K) rem 1000000007 end, 0, Map)"""
    total = 0
    for k, _ in ordered_items(map_new([(k, 1) for k in keys])):
        total = total * 31 + k  # type: ignore[operator]
        total = abs(total) % 1000000007 * (1 if total > 0 else -1)
    return total


def test_many_integers_are_in_trie_order() -> None:
    assert _sum_in_order([k**3 - 40000 * k for k in range(1, 3001)]) == 323309353
    half_words = [(k << 49) - (1 << 58) for k in range(601)]
    assert _sum_in_order(half_words) == -837597725
    assert _sum_in_order([*half_words, 1 << 59]) == -677184824


def test_large_map_as_the_shell_shows_it() -> None:
    # #{K => K*K || K <- lists:seq(1,40)}.
    assert shell_pretty(map_new([(i, i * i) for i in range(1, 41)])) == (
        "#{18 => 324,4 => 16,34 => 1156,12 => 144,19 => 361,29 => 841,\n"
        "  13 => 169,2 => 4,7 => 49,38 => 1444,31 => 961,8 => 64,\n"
        "  10 => 100,23 => 529,9 => 81,15 => 225,35 => 1225,36 => 1296,\n"
        "  32 => 1024,1 => 1,25 => 625,28 => 784,20 => 400,6 => 36,\n"
        "  11 => 121,17 => 289,24 => 576,37 => 1369,40 => 1600,...}"
    )


def test_small_map_has_atoms_by_age() -> None:
    # #{a => 1, "b" => <<"c">>, 1 => 2}, and a map of atoms that erl knows
    m = map_new([(atom("a"), 1), (string_to_list("b"), b"c"), (1, 2)])
    assert shell_pretty(m) == '#{1 => 2,a => 1,"b" => <<"c">>}'
    m = map_new([(atom(name), 1) for name in ("ok", "name", "error", "x", "true", "call")])
    assert write(m) == "#{true => 1,call => 1,error => 1,name => 1,ok => 1,x => 1}"


def test_new_atoms_follow_in_the_order_they_were_made() -> None:
    # maps:to_list(#{zz1 => 1, yy1 => 2, aa1 => 3}).
    names = ("zz1_of_this_test", "yy1_of_this_test", "aa1_of_this_test", "ok")
    m = map_new([(atom(name), 1) for name in names])
    assert [k for k, _ in ordered_items(m)] == [atom(n) for n in ("ok", *names[:3])]


def test_atoms_within_keys_are_in_the_order_of_their_names() -> None:
    # maps:keys(#{{zeta}=>1,{alpha}=>2,{error}=>3,{ok}=>4}).
    m = map_new([((atom(name),), 1) for name in ("zeta", "alpha", "error", "ok")])
    assert [write(k) for k, _ in ordered_items(m)] == ["{alpha}", "{error}", "{ok}", "{zeta}"]


def test_integers_come_before_floats() -> None:
    # #{1=>2,1.0=>3,-0.0=>1,0.0=>2,0=>5}.
    m = map_new([(1, 2), (1.0, 3), (-0.0, 1), (0.0, 2), (0, 5)])
    assert write(m) == "#{0 => 5,1 => 2,-0.0 => 1,0.0 => 2,1.0 => 3}"


def test_ordered_is_by_name_and_reversed_the_other_way() -> None:
    m = map_new([(atom(name), 1) for name in ("ok", "error", "a")])
    assert [k.name for k, _ in sorted_items(m)] == ["a", "error", "ok"]  # type: ignore[attr-defined]
    assert reversed_items(m) == sorted_items(m)[::-1]
