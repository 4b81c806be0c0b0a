"""A folder for the files of a backtest, and the command as a person types it there."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fraudctl import cli

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def typed(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Return a function that types `fraudctl backtest` and returns its exit code, output and error output."""

    def run(*words: str) -> tuple[int, str, str]:
        assert folder.is_dir()
        monkeypatch.setattr(sys, "argv", ["fraudctl", "backtest", *words])
        with pytest.raises(SystemExit) as ended:
            cli.app()
        return (int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def tried(typed: Typed) -> Callable[..., Any]:
    """Return a function that types the same and returns the JSON that it prints."""

    def run(*words: str) -> Any:
        code, out, err = typed(*words, "--json")
        assert code == 0, err
        return json.loads(out)

    return run
