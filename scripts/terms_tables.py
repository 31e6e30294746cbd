"""Write tests/terms/*.table: what erl 29 answers for random terms (printing, order, hash, floats).

    python scripts/terms_tables.py path/to/erl

A line is: the name of a question, its arguments as base64 of the external term format, the answer
as JSON. The arguments are made here, with fixed seeds; every answer is erl's.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
TESTS = ROOT / "tests" / "terms"
sys.path[:0] = [str(ROOT), str(TESTS)]

from random_terms import Terms  # noqa: E402

from pyerlshell.terms.atoms import a  # noqa: E402
from pyerlshell.terms.etf import encode  # noqa: E402
from pyerlshell.terms.lists import string_to_list, to_list  # noqa: E402
from pyerlshell.terms.types import Term  # noqa: E402

Question = tuple[str, Term]

ANSWERS = r"""
R = fun(ok, 2) -> [x, y]; (error, 1) -> [reason]; (_, _) -> no end,
Pretty = fun(T, O) -> io_lib_pretty:print(T, [{record_print_fun, R} | O]) end,
Order = fun(X, Y) -> if X < Y -> -1; X > Y -> 1; true -> 0 end end,
Answer = fun
    (format, {F, A}) -> io_lib:format(F, A);
    (limited, {F, A, N}) -> io_lib:format(F, A, [{chars_limit, N}]);
    (shell, T) -> Pretty(T, [{column, 1}, {line_length, 80}, {depth, 30}, {line_max_chars, 60},
                             {encoding, unicode}]);
    (pretty, {T, O}) -> Pretty(T, O);
    (compare, {X, Y}) -> io_lib:format("~w ~w", [Order(X, Y), X =:= Y]);
    (phash2, T) -> io_lib:format("~w ~w", [erlang:phash2(T), erlang:phash2(T, 1 bsl 32)]);
    (floats, {F, O}) -> float_to_list(F, O);
    (external, T) -> base64:encode(term_to_binary(T))
end,
{ok, B} = file:read_file("QUESTIONS"),
Text = fun(X) when is_binary(X) -> X; (_) -> <<"badarg">> end,
A = [Text(try unicode:characters_to_binary(Answer(Q, X)) catch _:badarg -> badarg end)
     || {Q, X} <- binary_to_term(B)],
ok = file:write_file("ANSWERS", term_to_binary([base64:encode(X) || X <- A])),
halt().
"""


def formats() -> Iterator[Question]:
    terms = Terms(1)
    for sequence in ("~w", "~tw", "~p", "~tp", "~kp", "~kw", "~lp", "~40p", "~20.5p", "xxx ~p"):
        for _ in range(20):
            yield "format", (string_to_list(sequence), to_list([terms.term(3)]))
    for sequence in ("~W", "~P", "~tP", "~30P"):
        for _ in range(40):
            yield (
                "format",
                (string_to_list(sequence), to_list([terms.term(4), terms.random.randint(0, 20)])),
            )
    for _ in range(60):
        yield (
            "format",
            (string_to_list("a ~p\n b\t~p ~w|~p"), to_list([terms.term(2) for _ in "1234"])),
        )


def small_formats() -> Iterator[Question]:
    terms = Terms(2)
    r = terms.random
    for control in "efg":
        for _ in range(40):
            field = r.choice(["", "12", "-12", "4", ".3", ".1", "10.2", "-10.4", "30.20", "10.3.0"])
            yield "format", (string_to_list(f"|~{field}{control}|"), to_list([terms.float()]))
    for control in "bB+#":
        for _ in range(15):
            field = r.choice(["", "12", "-12", "3", ".16", "10.2", "-10.36", "10.8.0", "..x"])
            yield "format", (string_to_list(f"|~{field}{control}|"), to_list([terms.integer()]))
    for control in ("s", "ts", "p", "w", "tw", "c", "tc"):
        for _ in range(25):
            field = r.choice(["", "12", "-12", "3", ".6", "10.2", "-10.3", "10.8.*", "8.8"])
            value = terms.random.choice([terms.flat, terms.string, terms.binary, terms.integer])()
            arguments = ([42] if "*" in field else []) + [value]
            yield "format", (string_to_list(f"|~{field}{control}|"), to_list(arguments))


def limits() -> Iterator[Question]:
    terms = Terms(3)
    for sequence in ("~p", "~tp", "~w", "~tw", "~s", "~ts"):
        for _ in range(40):
            value = terms.term(3) if "s" not in sequence else terms.string()
            limit = terms.random.choice([1, 5, 10, 20, 40, 80, 200])
            yield "limited", (string_to_list("ab" + sequence), to_list([value]), limit)


def layouts() -> Iterator[Question]:
    terms = Terms(4)
    r = terms.random
    for _ in range(200):
        yield "shell", terms.term(r.randint(1, 6))
    for _ in range(200):
        options = [
            (a.column, r.choice([0, 1, 7, 40, 79])),
            (a.line_length, r.choice([0, 10, 40, 80, 132])),
            (a.depth, r.choice([-1, 3, 10, 30])),
            (a.line_max_chars, r.choice([-1, 20, 60])),
            (a.encoding, r.choice([a.latin1, a.unicode])),
            (a.strings, r.choice([a.true, a.true, a.false])),
        ]
        yield "pretty", (terms.term(r.randint(2, 5)), to_list(options))


def orders() -> Iterator[Question]:
    terms = Terms(5)
    for _ in range(400):
        depth = terms.random.randint(0, 2)
        yield "compare", (terms.term(depth), terms.term(depth))
    flat = [
        1,
        1.0,
        0,
        0.0,
        -0.0,
        2**53,
        2.0**53,
        2**53 + 1,
        10**400,
        1e308,
        -(10**400),
        b"",
        None,
        (),
    ]
    for x in flat:
        for y in flat:
            yield "compare", (x, y)


def hashes() -> Iterator[Question]:
    terms = Terms(6)
    for _ in range(300):
        yield "phash2", terms.term(terms.random.randint(0, 3))


def externals() -> Iterator[Question]:
    terms = Terms(7)
    for _ in range(150):
        yield "external", terms.term(terms.random.randint(0, 3))


def floats() -> Iterator[Question]:
    terms = Terms(8)
    r = terms.random
    for _ in range(400):
        x = r.choice(
            [terms.float(), r.random() * 10.0 ** r.randint(-25, 25), float(r.randint(0, 10**17))]
        )
        options = r.choice(
            [
                to_list([a.short]),
                to_list([(a.decimals, r.randint(0, 20))]),
                to_list([(a.decimals, r.randint(0, 10)), a.compact]),
                to_list([(a.scientific, r.randint(0, 20))]),
            ]
        )
        yield "floats", (x, options)


TABLES = {
    "format": formats,
    "small_format": small_formats,
    "limit": limits,
    "layout": layouts,
    "order": orders,
    "phash2": hashes,
    "external": externals,
    "floats": floats,
}


def ask(erl: str, questions: list[Question]) -> list[str]:
    """erl's answers."""
    from pyerlshell.terms.etf import decode
    from pyerlshell.terms.lists import from_list

    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "asked", Path(folder) / "answered"
        asked.write_bytes(encode(to_list([(a.__getattr__(q), x) for q, x in questions])))
        code = ANSWERS.replace("QUESTIONS", str(asked)).replace("ANSWERS", str(answered))
        subprocess.run([erl, "-noinput", "-eval", code], check=True, timeout=120)
        answers = from_list(decode(answered.read_bytes()))
    return [base64.b64decode(x).decode("utf-8") for x in answers if type(x) is bytes]


def main() -> None:
    for name, make in TABLES.items():
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        questions = list(make())
        answers = ask(sys.argv[1], questions)
        lines = [
            f"{q} {base64.b64encode(encode(x)).decode()} {json.dumps(answer, ensure_ascii=False)}\n"
            for (q, x), answer in zip(questions, answers, strict=True)
        ]
        (TESTS / f"{name}.table").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
