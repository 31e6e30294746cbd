"""What pyerlshell adds to erl's command line: help, completion, a manual page, settings."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pyerlshell.cli import configuring, helping
from pyerlshell.cli.main import USES as DISPATCHED
from pyerlshell.cli.uses import FLAGS, USES
from pyerlshell.shell import user_settings
from pyerlshell.shell.settings import Settings


def run(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pyerlshell", *args]
    given = {"PATH": "/usr/bin:/bin", **env}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=given)


def test_every_subcommand_is_documented_and_exists() -> None:
    documented = {use.name for use in USES}
    dispatched = {name for name in DISPATCHED if not name.startswith("-")}
    assert documented == dispatched
    assert all(f"  {use.name}" in helping.usage() for use in USES)


def test_help_says_what_each_flag_does() -> None:
    text = run("--help").stdout
    assert text == helping.usage()
    for flag in FLAGS:
        assert flag.name in text and flag.what in text


def test_version() -> None:
    assert run("--version").stdout.startswith("pyerlshell 0.")


def test_the_manual_page_has_what_help_has() -> None:
    page = helping.man_page()
    assert page.startswith(".TH PYERLSHELL 1")
    for use in USES:
        assert f"\\fB{use.name}\\fR" in page
    assert not [line for line in page.split("\n") if line.startswith("'")]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_scripts(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert helping.completion([shell]) == 0
    script = capsys.readouterr().out
    assert "replay" in script and "config" in script
    if shutil.which(shell) is not None:
        checked = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True)
        assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
@pytest.mark.parametrize(
    ("words", "expected"),
    [("con", "config"), ("completion f", "fish"), ("config --e", "--edit --example")],
)
def test_bash_completes(words: str, expected: str) -> None:
    typed = ["pyerlshell", *words.split(" ")]
    array = " ".join(f"'{word}'" for word in typed)
    ask = (
        'eval "$(cat)"; COMP_WORDS=(' + array + f"); COMP_CWORD={len(typed) - 1}; _pyerlshell; "
        'echo "${COMPREPLY[@]}"'
    )
    script = helping._SCRIPTS["bash"]()
    done = subprocess.run(["bash", "-c", ask], input=script, text=True, capture_output=True)
    assert sorted(done.stdout.split()) == expected.split()


def test_an_unknown_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert helping.completion(["cmd"]) == 2
    assert "bash, zsh, fish" in capsys.readouterr().err


# Settings


def in_force(tmp_path: Path, text: str = "", flags: dict[str, str] | None = None, **env: str):
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    return user_settings.in_force({"PYERLSHELL_CONFIG": str(file), **env}, flags or {})


def test_each_place_goes_before_the_next(tmp_path: Path) -> None:
    text = 'color = "never"\ntheme = "dark"\nhints = false\nmenu = true\n'
    flags = {"color": "always"}
    found = in_force(tmp_path, text, flags, PYERLSHELL_COLOR="auto", PYERLSHELL_THEME="light")
    settings = found.settings
    assert (settings.color, settings.theme, settings.hints) == ("always", "light", False)
    assert found.origins["color"] == "--color"
    assert found.origins["theme"] == "PYERLSHELL_THEME"
    assert found.origins["menu"] == str(tmp_path / "config.toml")
    assert found.origins["status_bar"] == "default"
    assert found.problems == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("colour = 'x'", "there is no setting colour"),
        ("hints = 'no'", "hints: true or false expected, not 'no'"),
        ("color = 'red'", "color: one of auto, always, never expected, not 'red'"),
        ("theme = 3", "theme: a string expected, not 3"),
        ("keymap = 3", "keymap: a table of strings expected"),
        ("hints = ", "Invalid value"),
    ],
)
def test_a_mistake_is_told_and_costs_only_its_setting(
    tmp_path: Path, text: str, problem: str
) -> None:
    found = in_force(tmp_path, text)
    assert found.settings == Settings()
    assert len(found.problems) == 1 and problem in found.problems[0]
    assert str(tmp_path) in found.problems[0]


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"theme = '\xff'")
    found = user_settings.in_force({"PYERLSHELL_CONFIG": str(tmp_path / "config.toml")}, {})
    assert found.problems == [f"{tmp_path / 'config.toml'}: not UTF-8"]


def test_the_example_is_all_defaults(tmp_path: Path) -> None:
    text = user_settings.example()
    found = in_force(tmp_path, text.replace("\n#", "\n").replace("\n ", "\n# "))
    assert found.settings == Settings() and found.problems == []
    assert set(user_settings.explanations()) == set(found.origins)


@pytest.mark.parametrize("name", ["NO_COLOR", "FORCE_COLOR"])
def test_colours_by_the_environment(tmp_path: Path, name: str) -> None:
    found = in_force(tmp_path, **{name: "1"})
    assert found.settings.color == ("never" if name == "NO_COLOR" else "always")
    assert found.origins["color"] == name


def test_config_shows_values_and_origins(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text('theme = "dark"\nnope = 1\n', encoding="utf-8")
    done = run("config", PYERLSHELL_CONFIG=str(file))
    assert done.returncode == 1
    assert f'theme       = "dark"  # {file}\n' in done.stdout
    assert 'color       = "auto"  # default\n' in done.stdout
    assert done.stderr == f"pyerlshell: {file}: there is no setting nope\n"


def test_config_edit_starts_from_the_example(tmp_path: Path) -> None:
    file = tmp_path / "new" / "c.toml"
    assert run("config", "--path", PYERLSHELL_CONFIG=str(file)).stdout == f"{file}\n"
    assert run("config", "--edit", PYERLSHELL_CONFIG=str(file), EDITOR="true").returncode == 0
    assert file.read_text(encoding="utf-8") == user_settings.example()


def test_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert configuring.config(["--nope"]) == 2
    assert "usage" in capsys.readouterr().err
    assert run("-args_file", "nowhere").returncode == 1
    assert run("+zzz").stderr == "Unknown flag +zzz.\nTry: pyerlshell --help\n"
    assert run("-sname").stderr.startswith("Missing argument(s) for '-sname'.\n")
