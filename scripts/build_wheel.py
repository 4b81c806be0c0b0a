"""Build the wheel of the client and the command line, without the program: the same bytes of the same commit.

usage: python scripts/build_wheel.py FOLDER

It is built of the tracked files alone, with what is installed, and needs no network.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parent.parent

PACKAGES = ("emulator", "fraudctl", "handlers", "simulation", "strategies")
PROGRAM = ("emulator/program", "emulator/provisioners", "emulator/streams")
"""Parts of these that run the program; it is not in the wheel, as `components`, `policy` and `__main__.py` are not."""

FILES = ("pyproject.toml", "README.md", "LICENSE")
EPOCH = "315532800"
"""The beginning of 1980, before which no file in a wheel can be: every file in it is of then."""


def main(folder: Path) -> None:
    """Build the wheel into a folder, and print its name and digest."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as staged:
        stage(Path(staged))
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
        subprocess.run(  # noqa: S603 -- our own interpreter
            [*command, "--no-cache-dir", "--wheel-dir", str(folder.resolve()), staged],
            env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
            check=True,
        )
    (built,) = folder.glob("*.whl")
    sys.stdout.write(f"{hashlib.sha256(built.read_bytes()).hexdigest()}  {built}\n")


def stage(folder: Path) -> None:
    """Copy what belongs into the wheel, each file as readable as the next: modes are in a wheel, too."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True)  # noqa: S607
    for name in filter(None, listed.stdout.decode().split("\0")):
        packaged = name.startswith(tuple(f"{each}/" for each in PACKAGES))
        if (packaged and not name.startswith(tuple(f"{each}/" for each in PROGRAM))) or name in FILES:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(PROJECT / name, folder / name)
            (folder / name).chmod(0o644)


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 -- the folder beside the script's own name
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
