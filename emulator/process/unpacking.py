"""Archives of functions and layers, unpacked once inside ministack's process: every worker gets links to one copy.

Ministack unpacks a thousand files for each worker, and Python compiles them. That takes CPU at every cold start, and to
remove them all takes a minute or two on some disks. No function writes to its own files: on AWS they are read-only.
"""

import hashlib
import tempfile
import threading
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

_lock = threading.Lock()


def patch_unpacking(runtime: ModuleType) -> None:
    """Make ministack's runtime, the module of its workers, unpack each archive once."""
    unpacked: dict[str, str] = {}

    class LinkedZipFile(zipfile.ZipFile):
        def namelist(self) -> list[str]:
            """Return the names that could lead out of a folder: ministack resolves each to see that it does not."""
            return [name for name in super().namelist() if name.startswith("/") or ".." in name]

        def extractall(self, path: Any = None, *_: Any) -> None:
            with Path(str(self.filename)).open("rb") as archive:
                digest = hashlib.file_digest(archive, "sha256").hexdigest()
            with _lock:
                if digest not in unpacked:
                    folder = tempfile.mkdtemp(prefix="unpacked-")
                    super().extractall(folder, super().namelist())
                    unpacked[digest] = folder
            for entry in Path(unpacked[digest]).iterdir():
                Path(path or "", entry.name).symlink_to(entry)

    module = ModuleType("zipfile")
    module.__dict__.update(vars(zipfile))
    module.ZipFile = LinkedZipFile  # type: ignore[attr-defined]  # a module takes any name
    runtime.zipfile = module  # type: ignore[attr-defined]
