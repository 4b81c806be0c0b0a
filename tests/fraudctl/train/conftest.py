"""The command as a person types it in a folder of its own."""

import sys
from pathlib import Path

import pytest

from fraudctl import cli
from tests.fraudctl.backtest.conftest import Typed


@pytest.fixture
def typed_train(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Return a function that types `fraudctl train` and returns its exit code, output and error output."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["fraudctl", "train", *words])
        with pytest.raises(SystemExit) as ended:
            cli.app()
        return (int(ended.value.code or 0), *capsys.readouterr())

    return run
