#!/usr/bin/env python3
"""Compares our forms with those of a real Erlang, node for node, positions included.

    scripts/compare_abstract.py --erl erl --root / --work /tmp/cmp FILE.erl ...

FILE is a path as that Erlang sees it; `--root` is put before it to read it here. Each file is
read by epp:parse_file with location {1,1} and the include folders `--include`. Prints one line a
differing file (the path to the first difference), then the figures.
"""

from __future__ import annotations

import argparse
import struct
import subprocess
import sys
import time
from pathlib import Path

from pyerlshell.syntax.epp import Options, parse_file
from pyerlshell.terms import maps
from pyerlshell.terms.atoms import Atom, atom
from pyerlshell.terms.bits import from_padded, is_bitstring, padded
from pyerlshell.terms.lists import to_list

DUMP = """
main([Work | Rest]) ->
    {Includes, ["--" | Files]} = lists:splitwith(fun(X) -> X =/= "--" end, Rest),
    lists:foldl(fun(F, N) ->
        {ok, Forms} = epp:parse_file(F, [{location, {1,1}}, {includes, Includes}]),
        ok = file:write_file(filename:join(Work, integer_to_list(N) ++ ".etf"),
                             term_to_binary(Forms)),
        N + 1
    end, 0, Files).
"""


class Reader:
    """The external term format, as far as abstract forms need it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.i = 1

    def take(self, n: int) -> bytes:
        self.i += n
        return self.data[self.i - n : self.i]

    def number(self, n: int) -> int:
        return int.from_bytes(self.take(n), "big")

    def term(self) -> object:
        tag = self.number(1)
        if tag == 97:
            return self.number(1)
        if tag == 98:
            return int.from_bytes(self.take(4), "big", signed=True)
        if tag == 70:
            return struct.unpack(">d", self.take(8))[0]
        if tag in (118, 119, 100, 115):
            size = self.number(2 if tag in (118, 100) else 1)
            return atom(self.take(size).decode("utf-8"))
        if tag in (104, 105):
            return tuple([self.term() for _ in range(self.number(1 if tag == 104 else 4))])
        if tag == 106:
            return None
        if tag == 107:
            return to_list(list(self.take(self.number(2))))
        if tag == 108:
            items = [self.term() for _ in range(self.number(4))]
            return to_list(items, self.term())
        if tag == 109:
            return self.take(self.number(4))
        if tag in (110, 111):
            size = self.number(1 if tag == 110 else 4)
            negative = self.number(1)
            value = int.from_bytes(self.take(size), "little")
            return -value if negative else value
        if tag == 116:
            count = self.number(4)
            return maps.map_new([(self.term(), self.term()) for _ in range(count)])
        if tag == 77:
            size, last = self.number(4), self.number(1)
            return from_padded(self.take(size), size * 8 - 8 + last)
        if tag == 113:
            return ("external fun", self.term(), self.term(), self.term())
        raise ValueError(tag)


def difference(ours: object, theirs: object) -> str | None:
    """The path to the first difference."""
    stack = [(ours, theirs, "")]
    while stack:
        x, y, path = stack.pop()
        if x is y:
            continue
        if is_bitstring(x) and is_bitstring(y):
            if padded(x) == padded(y):  # type: ignore[arg-type]
                continue
        elif type(x) is type(y) and type(x) in (tuple, list) and len(x) == len(y):  # type: ignore
            pairs = list(zip(x, y))  # type: ignore[call-overload]
            if type(x) is list:
                stack += [(pairs[1][0], pairs[1][1], path), (*pairs[0], path + ".h")]
            else:
                stack += [(p, q, f"{path}/{n}") for n, (p, q) in reversed([*enumerate(pairs, 1)])]
            continue
        elif maps.is_map(x) and maps.is_map(y):
            xs, ys = list(maps.items(x)), list(maps.items(y))  # type: ignore[arg-type]
            if len(xs) == len(ys) and all(
                difference(v, maps.get(y, k)) is None  # type: ignore[arg-type]
                for k, v in xs
            ):
                continue
        elif type(x) is type(y) and not isinstance(x, Atom) and x == y:
            continue
        return f"{path}: {str(x)[:300]} instead of {str(y)[:300]}"
    return None


def main() -> int:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--erl", default="escript", help="the escript program of a real Erlang")
    p.add_argument("--root", default="")
    p.add_argument("--lib", default="/usr/lib/erlang/lib", help="its lib folder")
    p.add_argument("--work", default="/tmp/compare_abstract")
    p.add_argument("--include", action="append", default=[])
    p.add_argument("files", nargs="+")
    args = p.parse_args()
    sys.setrecursionlimit(10**6)
    work = Path(args.work)
    work.mkdir(parents=True, exist_ok=True)
    script = work / "dump.escript"
    script.write_text("#!/usr/bin/env escript\n" + DUMP)
    subprocess.run([args.erl, str(script), str(work), *args.include, "--", *args.files], check=True)

    def lib_dir(app: str) -> str | None:
        found = sorted(Path(args.root + args.lib).glob(app + "-*"))
        return str(found[0])[len(args.root) :] if found else None

    options = Options(
        lambda path: Path(args.root + path).read_bytes(),
        lib_dir,
        location=(1, 1),
        includes=args.include,
    )
    wrong = forms = 0
    spent = 0.0
    for number, name in enumerate(args.files):
        theirs = Reader((work / f"{number}.etf").read_bytes()).term()
        started = time.perf_counter()
        ours = parse_file(name, options).forms
        spent += time.perf_counter() - started
        forms += len(ours)
        found = difference(to_list(ours), theirs)
        if found is not None:
            wrong += 1
            print(f"{name}: {found}")
    print(f"{len(args.files)} files, {forms} forms, {wrong} files differ, {spent:.2f} s for ours")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
