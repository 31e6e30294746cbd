"""What a replay costs beyond the evaluation: a document against the same inputs, typed.

    python scripts/benchmarks/replay_documents.py [N]

Prints processor seconds: typing the inputs at a bare session, replaying, the difference.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from pyerlshell.transcript.options import Options
from pyerlshell.transcript.reader import read_document
from pyerlshell.transcript.run import run_file
from pyerlshell.transcript.session import Session

KINDS = (
    lambda n: (f"X{n} = {n} * 2.", f"{n * 2}"),
    lambda n: (f"{{a, X{n - 1}, self()}}.", f"{{a, {(n - 1) * 2}, <0.32.0>}}"),
    lambda n: (f'io:format("line ~p~n", [{n}]).', f"line {n}\nok"),
    lambda n: (f"#{{b => {n}, a => 1}}.", f"#{{a => 1, b => {n}}}"),
    lambda n: ("lists:seq(1, 5).", "[1,2,3,4,5]"),
)


def document(count: int) -> str:
    """A page of `count` prompts that hold, most of them not to the letter."""
    lines = []
    for number in range(1, count + 1):
        text, output = KINDS[(number - 1) % len(KINDS)](number)
        lines.append(f"{number}> {text}\n{output}\n")
    return "".join(lines)


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    text = document(count)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.txt"
        file.write_text(text)
        Session(folder).run("ok.")  # imports
        read = read_document(text.encode())
        began = time.process_time()
        session = Session(folder)
        for prompt in read.prompts:
            session.run(prompt.text)
        typed = time.process_time() - began
        began = time.process_time()
        result = run_file(str(file), Options())
        replayed = time.process_time() - began
    print(f"{result.summary()}")
    print(f"typed {typed:.2f} s, replayed {replayed:.2f} s, {replayed - typed:.2f} s beyond")


if __name__ == "__main__":
    main()
