"""A session as a Jupyter notebook: a cell for each prompt, the outputs as they were.

The source of a cell is what was typed; `execution_count` is the number of its prompt.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from pyerlshell.transcript.recording.turns import Recording, Turn

_NUMBER: Final = re.compile(r"(\d+)>")


def notebook(session: Recording) -> str:
    """The JSON of format 4.5."""
    made = {
        "cells": [_cell(turn, i) for i, turn in enumerate(session.turns)],
        "metadata": {
            "kernelspec": {
                "display_name": "Erlang (pyerlshell)",
                "language": "erlang",
                "name": "pyerlshell",
            },
            "language_info": {"file_extension": ".erl", "name": "erlang"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _cell(turn: Turn, index: int) -> dict[str, Any]:
    number = _NUMBER.search(turn.prompt)
    outputs: list[dict[str, Any]] = []
    if turn.output:
        text = turn.output.splitlines(keepends=True)
        outputs.append({"name": "stdout", "output_type": "stream", "text": text})
    return {
        "cell_type": "code",
        "execution_count": int(number[1]) if number else None,
        "id": f"prompt-{index + 1}",
        "metadata": {},
        "outputs": outputs,
        "source": turn.input.splitlines(keepends=True),
    }
