"""What a person's machine does to a command is said in a line, whichever command it is."""

import errno
import os
import sys
from pathlib import Path

import pytest

from fraudctl import cli

TROUBLE = (errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EISDIR, errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)


def ended(*words: str) -> int:
    """Run a command, and return its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["fraudctl", *words])
        with pytest.raises(SystemExit) as ending:
            cli.app()
    assert isinstance(ending.value.code, int)
    return ending.value.code


@pytest.mark.parametrize("number", TROUBLE, ids=errno.errorcode.get)
def test_a_document_that_cannot_be_written_is_named_with_the_reason(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "page.md"
    document.write_text((Path(__file__).parents[2] / "docs" / "architecture.md").read_text())

    def refuse(path: Path, _: bytes) -> None:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(Path, "write_bytes", refuse)

    assert ended("graph", "--into", str(document)) == 1
    assert capfd.readouterr().err == f"fraudctl: {document}: {os.strerror(number)}\n"


def test_an_error_that_names_no_file_is_told_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: str) -> None:
        raise TimeoutError("a process still works in it")

    monkeypatch.setattr(cli, "command_line", refuse)

    assert ended("demo") == 1
    assert capfd.readouterr().err == "fraudctl: a process still works in it\n"
