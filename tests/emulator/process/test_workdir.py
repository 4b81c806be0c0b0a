"""The emulator's folder is removed once its owner is dead, and never before, however starts and sweeps interleave."""

import os
from pathlib import Path

import pytest

from emulator.process import workdir
from emulator.process.workdir import claim, new_name, reclaim, sweep


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / new_name()


def test_a_folder_is_kept_while_its_owner_lives_and_removed_after(folder: Path) -> None:
    owner = claim(folder)
    sweep(folder.parent)
    assert folder.exists()

    os.close(owner)
    sweep(folder.parent)
    assert not folder.exists()


def test_a_folder_whose_owner_died_before_locking_it_is_removed(folder: Path) -> None:
    folder.mkdir()
    sweep(folder.parent)
    assert not folder.exists()


def test_what_a_function_made_unreadable_is_removed_too(folder: Path) -> None:
    (folder / "tmp" / "closed" / "inner").mkdir(parents=True)
    (folder / "tmp" / "closed").chmod(0)
    sweep(folder.parent)
    assert not folder.exists()


@pytest.mark.parametrize("name", ["fraudctl-notes", "fraudctl-0123456789abcdef.old", "other-0123456789abcdef"])
def test_a_folder_of_another_name_is_nobodys_to_remove(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    sweep(tmp_path)
    assert (tmp_path / name).exists()


def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.mkdir()
    folder.symlink_to(target)
    sweep(tmp_path)
    assert target.exists()
    assert folder.is_symlink()


def test_a_file_is_left_alone(folder: Path) -> None:
    folder.touch()
    sweep(folder.parent)
    assert folder.exists()


def test_another_users_folder_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    sweep(folder.parent)
    assert folder.exists()


def test_a_folder_that_cannot_be_removed_is_named_and_does_not_stop_a_start(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder.mkdir()

    def refuse(_: Path) -> None:
        raise OSError("read-only file system")

    monkeypatch.setattr(workdir, "clear", refuse)
    sweep(folder.parent)
    assert folder.name in caplog.text
    assert "read-only file system" in caplog.text


def test_a_folder_that_is_gone_is_reclaimed_already(folder: Path) -> None:
    reclaim(folder)
    assert not folder.exists()
