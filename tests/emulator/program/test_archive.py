"""Archives become the same bytes wherever and whenever they are packed."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from pulumi import AssetArchive, FileArchive, FileAsset, RemoteArchive, StringAsset

from emulator.errors import DeploymentFailedError
from emulator.program.archive import zip_archive


def zip_contents(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def make_folder(root: Path, *, newest_first: bool = False) -> Path:
    files = {"a.py": "A = 1", "inner/b.py": "B = 2", "inner/deep/c.txt": "c"}
    for name, text in sorted(files.items(), reverse=newest_first):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_nested_archives_and_assets_keep_their_paths(tmp_path: Path) -> None:
    code = make_folder(tmp_path / "code")
    archive = AssetArchive(
        {
            "handlers": FileArchive(str(code)),
            "data": AssetArchive({"text": StringAsset("tëxt"), "file": FileAsset(str(code / "a.py"))}),
        }
    )
    assert zip_contents(zip_archive(archive)) == {
        "data/file": b"A = 1",
        "data/text": "tëxt".encode(),
        "handlers/a.py": b"A = 1",
        "handlers/inner/b.py": b"B = 2",
        "handlers/inner/deep/c.txt": b"c",
    }


def test_neither_times_nor_the_order_of_writing_show_in_the_bytes(tmp_path: Path) -> None:
    one, other = make_folder(tmp_path / "one"), make_folder(tmp_path / "other", newest_first=True)
    os.utime(other / "a.py", (0, 0))
    (other / "a.py").chmod(0o600)
    assert zip_archive(FileArchive(str(one))) == zip_archive(FileArchive(str(other)))


def test_other_content_gives_other_bytes() -> None:
    one, other = AssetArchive({"a": StringAsset("1")}), AssetArchive({"a": StringAsset("2")})
    assert zip_archive(one) != zip_archive(other)


def test_a_ready_made_zip_is_passed_on_as_it_is(tmp_path: Path) -> None:
    ready = tmp_path / "ready.zip"
    ready.write_bytes(zip_archive(AssetArchive({"a": StringAsset("1")})))
    assert zip_archive(FileArchive(str(ready))) == ready.read_bytes()


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DeploymentFailedError, match="nowhere is not a folder"):
        zip_archive(FileArchive(str(tmp_path / "nowhere")))


def test_nothing_is_fetched_from_the_network() -> None:
    with pytest.raises(DeploymentFailedError, match="cannot pack a RemoteArchive"):
        zip_archive(RemoteArchive("https://example.com/code.zip"))
