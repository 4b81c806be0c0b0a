"""A copy of the project for the Pulumi CLI to work in, whose stack `local` is this embedded AWS's."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import yaml

from emulator.emulator import PROJECT

LINKED = (".venv", ".build")
"""Folders that the copy shares: the environment that the program runs in, and the vendored packages."""


def copy_project(folder: Path, endpoint: str, vendored: Mapping[str, str]) -> None:
    """Copy the project as it stands; its stack `local` is at the endpoint, with packages vendored for this machine.

    The CLI writes into a stack's file; the project's own stays as it is.
    """
    for path in _files():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / path, target)
    for name in LINKED:
        if (PROJECT / name).exists():
            (folder / name).symlink_to(PROJECT / name)
    configure(folder / "Pulumi.local.yaml", endpoint, vendored)


def configure(path: Path, endpoint: str, vendored: Mapping[str, str]) -> None:
    """Rewrite a stack's file for an embedded AWS at the endpoint."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    config = content["config"]
    (services,) = config["aws:endpoints"]
    config["aws:endpoints"] = [dict.fromkeys(services, endpoint)]
    config |= {f"fraud-detection:{key}": value for key, value in vendored.items()}
    path.write_text(yaml.safe_dump(content), encoding="utf-8")


def _files() -> list[Path]:
    """Return every file that git tracks or would track."""
    git = [str(shutil.which("git")), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(git, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [Path(name) for name in listed if name and (PROJECT / name).is_file()]
