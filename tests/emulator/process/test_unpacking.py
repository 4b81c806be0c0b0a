"""Workers have their functions' files, which are on the disk once."""

import shutil
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from emulator.process.unpacking import patch_unpacking


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    module = ModuleType("runtime")
    patch_unpacking(module)
    return module


def archive(path: Path, content: str) -> Path:
    with zipfile.ZipFile(path, "w") as written:
        written.writestr("package/code.py", content)
    return path


def unpack(runtime: Any, source: Path, folder: Path) -> Path:
    folder.mkdir()
    with runtime.zipfile.ZipFile(source) as opened:
        opened.extractall(str(folder))
    return folder / "package" / "code.py"


def test_workers_of_one_archive_share_its_files(runtime: Any, tmp_path: Path) -> None:
    first = unpack(runtime, archive(tmp_path / "a.zip", "one"), tmp_path / "first")
    again = unpack(runtime, archive(tmp_path / "same.zip", "one"), tmp_path / "again")
    other = unpack(runtime, archive(tmp_path / "b.zip", "two"), tmp_path / "other")

    assert [each.read_text() for each in (first, again, other)] == ["one", "one", "two"]
    assert first.samefile(again)


def test_a_worker_that_ends_takes_nothing_from_the_others(runtime: Any, tmp_path: Path) -> None:
    source = archive(tmp_path / "a.zip", "one")
    unpack(runtime, source, tmp_path / "first")
    shutil.rmtree(tmp_path / "first")

    assert unpack(runtime, source, tmp_path / "again").read_text() == "one"


def test_what_is_no_archive_is_refused_as_before(runtime: Any, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_text("no archive")

    with pytest.raises(runtime.zipfile.BadZipFile):
        unpack(runtime, tmp_path / "a.zip", tmp_path / "folder")


def test_of_a_thousand_files_ministack_checks_the_names_that_could_lead_out_alone(runtime: Any, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as written:
        for name in ("package/code.py", "../outside.py", "/etc/outside.py", "package/../../outside.py"):
            written.writestr(name, "one")
    with runtime.zipfile.ZipFile(tmp_path / "a.zip") as opened:
        assert opened.namelist() == ["../outside.py", "/etc/outside.py", "package/../../outside.py"]
