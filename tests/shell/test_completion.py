"""A13.1 A13.2 A13.3: what may follow a text, as a real OTP completes it (completions.jsonl).

Modules that we do not have are left out of the reference's answers. Alternatives of types are
compared by the atoms among them: what else is shown of a type is ours.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pyerlshell.compiler.compile import declare_record
from pyerlshell.shell.completion.expand import expand
from pyerlshell.shell.completion.node_knowledge import NodeKnowledge
from pyerlshell.shell.completion.result import Item, Section
from pyerlshell.shell.session import Session
from pyerlshell.shell.system import new_node
from pyerlshell.syntax import erl_scan
from pyerlshell.syntax.erl_parse import api as erl_parse
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.maps import key
from pyerlshell.terms.types import Pid

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "completions.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
RECORD = "-record(person,{name :: string(), age = 0 :: integer(), kind :: child | adult, nick})."

OURS = {
    "#person{age=1,": "the reference offers a field again that is given",
    "#person.": "fields without the =, which is no syntax there",
    "h(lists,seq,": "arities; the reference offers anything",
    "hcb(gen_server,": "callbacks; the reference offers anything",
    "begin lis": "the reference completes nothing in blocks",
    "case lis": "the same",
    "if lis": "the same",
    "cd(": "the reference knows no specs of commands",
    "c(": "the same",
    "bt(": "the same",
    "node": "there is a module node_config here",
}
"""Texts for which we answer otherwise, and why."""


@pytest.fixture(scope="module")
def knowledge() -> NodeKnowledge:
    node = new_node([])
    session = Session(Pid(node.name, 73, 0, node.creation))
    session.bindings = {
        atom("Map"): {key(a.alpha): 1, key(a.beta): 2, key(atom("gam ma")): 3},
        atom("Mapper"): a.x,
        atom("Per"): (a.person, None, 1, a.child, a.q),
        atom("Ä"): 1,
    }
    form = erl_parse.parse_form(erl_scan.scan(RECORD, (1, 1)).tokens)
    session.records[a.person] = form
    declare_record(session.compiled_records, form)
    session.functions[a.myfun, 1] = None  # type: ignore[assignment]
    return NodeKnowledge(node, session)


def theirs(matches: list[dict[str, Any]], modules: set[str], path: str = "") -> dict[str, set[str]]:
    """title -> texts with endings; what is not a module of ours left out."""
    found: dict[str, set[str]] = {}
    for match in matches:
        if "title" not in match:
            found.setdefault(path, set()).add(match["text"] + match["ending"])
            continue
        inner = theirs(match["items"], modules, join(path, match["title"]))
        if match["title"] == "modules":
            inner = {k: {m for m in v if m.rstrip(":, ") in modules} for k, v in inner.items()}
        found.update({k: v for k, v in inner.items() if v or k.startswith("typespecs")})
        if match["param"]:
            found.setdefault(join(path, match["title"]), set()).add(f"param {match['param']}")
    return found


def ours(matches: tuple[Item | Section, ...], path: str = "") -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in matches:
        if isinstance(match, Item):
            found.setdefault(path, set()).add(match.text + match.ending)
            continue
        found.update(ours(match.items, join(path, match.title)))
        if match.param:
            found.setdefault(join(path, match.title), set()).add(f"param {match.param}")
    return found


def join(path: str, title: str) -> str:
    return f"{path}/{title}" if path else title


def comparable(found: dict[str, set[str]]) -> dict[str, set[str]]:
    """Of types only the atoms; commands that both have cannot be compared by name."""
    kept: dict[str, set[str]] = {}
    for path, texts in found.items():
        if path.startswith(("commands", "modules")):
            continue
        if path.startswith(("typespecs", "types")):
            head = "/".join(path.split("/")[:2])
            atoms = {t for t in texts if re.fullmatch(r"[a-z]\w*[,) ]*|param \d", t)}
            kept.setdefault(head, set()).update(atoms)
        else:
            kept[path] = texts
    return {path: texts for path, texts in kept.items() if texts}


def functions_here(found: dict[str, set[str]], text: str, knowledge: NodeKnowledge) -> None:
    """Leave out the functions of the reference that we do not have."""
    module = re.search(r"(\w+)[:,]\w*$", text)
    if module is None:
        return
    names = {name for name, _ in knowledge.exports(module[1])}
    for path in [path for path in found if "unctions" in path or "API" in path]:
        found[path] = {t for t in found[path] if t.rstrip("(/, ") in names}


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_like_the_reference(case: dict[str, Any], knowledge: NodeKnowledge) -> None:
    done = expand(case["text"], knowledge)
    if case["text"] in OURS:
        assert done.matches
        return
    modules = set(knowledge.modules())
    expected = comparable(theirs(case["matches"], modules))
    got = comparable(ours(done.matches))
    functions_here(expected, case["text"], knowledge)
    if done.found and not done.matches and sum(map(len, expected.values())) == 1:
        return  # the only one here
    for path in [path for path in expected if path.startswith("types")]:
        assert got.pop(path) >= expected.pop(path)
    assert {k: v for k, v in got.items() if not k.startswith("typespecs")} == expected
    if not {"modules", "commands"} & ({m["title"] for m in case["matches"] if "title" in m}):
        assert (done.found, done.insert) == (case["found"], case["insert"])


@pytest.mark.parametrize(
    "text", ["f(X) -> f(", '"' * 5, "$", "#{" * 50, "{[(" * 2000, "\x00\ud800", "~"]
)
def test_nothing_typed_makes_it_fail(text: str, knowledge: NodeKnowledge) -> None:
    expand(text, knowledge)
