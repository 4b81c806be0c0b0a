"""An error of the user's machine is printed in one line by every command."""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from emulator.program import dry_run
from fraudctl import cli

OS_ERRORS = (errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EISDIR, errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)


def exit_code_of(*words: str) -> int:
    """Run a command, and return its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["fraudctl", *words])
        with pytest.raises(SystemExit) as ending:
            cli.app()
    assert isinstance(ending.value.code, int)
    return ending.value.code


def raising(error: Exception) -> Callable[..., None]:
    """Return a function that raises this error."""

    def refuse(*_: str) -> None:
        raise error

    return refuse


@pytest.mark.parametrize(
    "words",
    [
        *(("capacity", "--rate", rate) for rate in ("nan", "inf", "-inf", "0", "-1", "1e300")),
        *(("capacity", "--rate", "1", option, "nan") for option in ("--alerted", "--throttle-rate", "--concurrency")),
        ("capacity", "--rate", "1", "--scorer-concurrency", "nan"),
        ("capacity", "--rate", "1", "--throttle-rate", "0"),
        ("simulate", "--seed", "1", "--count", "9" * 30),
        ("demo", "--count", "9" * 30),
        ("status", "--watch", "--every", "nan"),
        ("redrive", "scoring", "--max", "0"),
        ("local", "up", "--port", "65536"),
    ],
    ids=" ".join,
)
def test_a_number_that_is_none_is_refused(words: tuple[str, ...], capfd: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(*words) in {1, 2}
    assert "rror: Invalid value" in (said := capfd.readouterr().err) or said.startswith("fraudctl: ")


@pytest.mark.parametrize("number", OS_ERRORS, ids=errno.errorcode.get)
def test_a_document_that_cannot_be_written_is_named_with_the_reason(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "page.md"
    document.write_text((Path(__file__).parents[2] / "docs" / "architecture.md").read_text())

    def refuse(path: Path, _: bytes) -> None:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(dry_run, "dry_run", lambda _: SimpleNamespace(resources=()))
    monkeypatch.setattr(Path, "write_bytes", refuse)

    assert exit_code_of("graph", "--into", str(document)) == 1
    assert capfd.readouterr().err == f"fraudctl: cannot write {document}: {os.strerror(number)}\n"


def test_an_error_that_names_no_file_is_printed_as_well(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "command_line", raising(TimeoutError("a process still works in it")))

    assert exit_code_of("demo") == 1
    assert capfd.readouterr().err == "fraudctl: a process still works in it\n"


def test_any_other_file_that_is_in_the_way_is_named(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "command_line", raising(PermissionError(errno.EACCES, "Permission denied", "/some/file")))

    assert exit_code_of("adopt") == 1
    assert capfd.readouterr().err == "fraudctl: /some/file: Permission denied\n"


def test_an_unforeseen_error_is_raised_and_not_printed_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "command_line", raising(ZeroDivisionError()))

    with pytest.raises(ZeroDivisionError):
        cli.app()
