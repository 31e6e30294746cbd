"""Write pyerlshell/terms/atom_order.txt: the atoms that erl 29 has when it starts, oldest first.

    python scripts/atom_order.py path/to/erl [runs]

The order differs a little between runs, because modules are loaded in parallel while it starts; an
atom gets the mean of its places. Atoms are read by their index with tag 75 of the external format.
"""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
from pathlib import Path

TARGET = Path(__file__).parent.parent / "pyerlshell" / "terms" / "atom_order.txt"

DUMP = """file:write_file("{path}", [[base64:encode(atom_to_binary(try \
binary_to_term(<<131,75,I:24>>) catch _:_ -> '' end)), 10] \
|| I <- lists:seq(0, erlang:system_info(atom_count) - 1)]).
"""


def one_run(erl: str) -> list[str]:
    """The names in index order."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "atoms"
        subprocess.run(
            [erl], input=DUMP.format(path=path), text=True, stdout=subprocess.DEVNULL, check=True
        )
        lines = path.read_text().splitlines()
    return [base64.b64decode(line).decode() for line in lines]


def escaped(name: str) -> str:
    """One line for a name."""
    return name.replace("\\", "\\\\").replace("\n", "\\n")


def main() -> None:
    erl, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 9
    places: dict[str, list[int]] = {}
    for _ in range(runs):
        for index, name in enumerate(dict.fromkeys(one_run(erl))):
            places.setdefault(name, []).append(index)
    always = {name: found for name, found in places.items() if len(found) == runs}
    ordered = sorted(always, key=lambda name: (sum(always[name]), name))
    TARGET.write_text("\n".join(map(escaped, ordered)), encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
