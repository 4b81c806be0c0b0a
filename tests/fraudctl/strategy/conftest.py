"""`fraudctl strategy` as a person types it, in a folder with a file of each sort."""

import sys
from pathlib import Path
from typing import Any

import pytest

from fraudctl import cli
from tests.fraudctl.strategy.written import FILES


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a file of each sort, which is the current one."""
    for name, content in FILES.items():
        (tmp_path / f"{name}.yaml").write_text(content)
    (tmp_path / "latin.yaml").write_bytes(b"name: \xe9\n")
    (tmp_path / "risky.json").write_text('{"amount": 5, "merchant": "From a file"}')
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def typed(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function that types a command and returns its exit code, output and error output."""

    def run(*words: str) -> tuple[int, str, str]:
        assert folder.is_dir()
        monkeypatch.setattr(sys, "argv", ["fraudctl", "strategy", *words])
        with pytest.raises(SystemExit) as ended:
            cli.app()
        return (int(ended.value.code or 0), *capsys.readouterr())

    return run
