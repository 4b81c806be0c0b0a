"""Zip files made of Pulumi archives: the same content gives the same bytes on every machine."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from pulumi import Archive, Asset, AssetArchive, FileArchive, FileAsset, StringAsset

from emulator.errors import DeploymentFailedError

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can store
READABLE = 0o644 << 16


def zip_archive(archive: Archive) -> bytes:
    """Return the archive as a zip file, its files sorted by path; a zip file is returned as it is."""
    if isinstance(archive, FileArchive) and Path(archive.path).is_file():
        return Path(archive.path).read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target:  # compression would slow every cold start
        for path, content in sorted(_files(archive, "")):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.external_attr = READABLE
            target.writestr(entry, content)
    return packed.getvalue()


def _files(source: Archive | Asset, path: str) -> Iterator[tuple[str, bytes]]:
    match source:
        case AssetArchive():
            for name, inner in source.assets.items():
                yield from _files(inner, f"{path}/{name}" if path else name)
        case FileArchive():
            root = Path(source.path)
            if not root.is_dir():
                raise DeploymentFailedError(f"archive {source.path} is not a folder")
            for file in root.rglob("*"):
                if file.is_file():
                    name = file.relative_to(root).as_posix()
                    yield (f"{path}/{name}" if path else name), file.read_bytes()
        case FileAsset():
            yield path, Path(source.path).read_bytes()
        case StringAsset():
            yield path, source.text.encode()
        case _:
            raise DeploymentFailedError(f"local mode cannot pack a {type(source).__name__}")
