"""A contributor's tools are set up for the same checks that the project runs, and download nothing."""

import configparser
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).parent.parent
PRE_COMMIT = PROJECT / ".pre-commit-config.yaml"
HOOKS: list[dict[str, Any]] = yaml.safe_load(PRE_COMMIT.read_text(encoding="utf-8"))["repos"][0]["hooks"]
NEWER_THAN_3_81 = r"\.ONESHELL|!=|\$\(file |\bundefine\b|\bprivate\b|&:|::=|\$\(let |\$\(intcmp "
"""Features that macOS's make, 3.81, does not have."""


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_a_tool_of_the_environment(hook: dict[str, Any]) -> None:
    assert hook["language"] == "system"
    tool, *arguments = shlex.split(hook["entry"])
    assert (PROJECT / tool).is_file()
    assert [each for each in arguments if "/" in each and not (PROJECT / each).exists()] == []
    assert re.compile(hook.get("files", ""))


def test_hooks_come_from_nowhere_else() -> None:
    (repository,) = yaml.safe_load(PRE_COMMIT.read_text(encoding="utf-8"))["repos"]
    assert repository["repo"] == "local"
    assert "://" not in PRE_COMMIT.read_text(encoding="utf-8")


def test_hooks_ask_for_what_the_checks_ask_for() -> None:
    checks = (PROJECT / "Makefile").read_text(encoding="utf-8")
    entries = " ".join(hook["entry"] for hook in HOOKS)
    for tool in ("ruff format", "ruff check", "mypy", "lint-imports", "zizmor --offline --quiet .github"):
        assert f"/{tool}" in checks
        assert f"/{tool}" in entries


def test_editors_wrap_where_the_formatter_does() -> None:
    read = configparser.ConfigParser()
    read.read_string("[top]\n" + (PROJECT / ".editorconfig").read_text(encoding="utf-8"))
    formatter = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]
    assert read["top"]["root"] == "true"
    assert int(read["*"]["max_line_length"]) == formatter["line-length"]
    assert read["Makefile"]["indent_style"] == "tab"


def test_the_makefile_uses_nothing_that_make_3_81_does_not_know() -> None:
    assert re.findall(NEWER_THAN_3_81, (PROJECT / "Makefile").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md"])
def test_what_a_stranger_looks_for_is_there(name: str) -> None:
    assert (PROJECT / name).stat().st_size > 0
