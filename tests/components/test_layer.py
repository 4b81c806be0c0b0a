"""The layer: built from the lock for one interpreter and platform, the same wherever and whenever it is built."""

import fcntl
import hashlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pulumi
import pytest

from components.compute import code
from components.compute.code import LOCK, vendor

PYTHON, PLATFORM = "3.13", "aarch64-manylinux_2_28"


def digest(folder: Path) -> dict[str, str]:
    """Return each file's digest; times and modes do not go into Pulumi's hash."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture(scope="module")
def layer() -> Path:
    """Return the layer for the platform in `Pulumi.yaml`."""
    return vendor(PYTHON, PLATFORM)


@pytest.fixture
def empty_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for builds, which is still empty."""
    builds = tmp_path / "builds"
    monkeypatch.setattr(code, "BUILDS", builds)
    return builds


def test_two_builds_have_the_same_content(layer: Path, empty_builds: Path) -> None:
    again = vendor(PYTHON, PLATFORM)

    assert again.parent == empty_builds != layer.parent
    assert again.name == layer.name
    assert digest(again) == digest(layer)
    assert [each.name for each in empty_builds.iterdir()] == [layer.name], "the staging folder must be gone"


def test_native_code_is_for_lambdas_own_architecture_and_python(layer: Path) -> None:
    natives = sorted(layer.rglob("*.so"))

    assert natives
    for native in natives:
        header = native.read_bytes()[:20]
        assert header[:4] == b"\x7fELF"
        assert int.from_bytes(header[18:20], "little") == 0xB7, "AArch64, from the ELF specification's e_machine"
        assert "cpython-313-aarch64" in native.name


def test_the_layer_holds_packages_and_nothing_of_the_machine_that_built_it(layer: Path) -> None:
    files = set(digest(layer))

    installed = {name.split("-")[0] for name in files if ".dist-info/" in name}
    assert installed == {
        name.replace("-", "_") for name in re.findall(r"^([a-z0-9-]+)==", LOCK.read_text(), re.MULTILINE)
    }
    assert "msgspec/__init__.py" in files
    assert not [name for name in files if "__pycache__" in name or name.endswith((".pyc", "RECORD", ".lock"))]
    assert not [name for name in files if name.startswith(("bin/", "boto3/", "botocore/"))]


class Installer:
    """A stand-in for the real one that counts its runs."""

    def __init__(self) -> None:
        self.runs: list[list[str]] = []
        self.returncode, self.stderr = 0, ""

    def __call__(self, command: list[str], **_: object) -> "Installer":
        self.runs.append(command)
        (Path(command[command.index("--target") + 1]) / "package.py").write_text("")
        return self


@pytest.fixture
def installer(empty_builds: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installer]:
    assert not empty_builds.exists()
    stand_in = Installer()
    monkeypatch.setattr(subprocess, "run", stand_in)
    yield stand_in
    assert not [each for each in empty_builds.iterdir() if not each.name.startswith("layer-")], "litter"


def test_the_layer_is_built_again_only_when_lock_python_or_platform_change(
    installer: Installer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = vendor(PYTHON, PLATFORM)
    assert vendor(PYTHON, PLATFORM) == first
    assert len(installer.runs) == 1

    others = {first, vendor("3.12", PLATFORM), vendor(PYTHON, "x86_64-manylinux_2_28")}
    lock = tmp_path / "layer.lock"
    lock.write_text(LOCK.read_text() + "\n# another\n")
    monkeypatch.setattr(code, "LOCK", lock)
    others.add(vendor(PYTHON, PLATFORM))

    assert len(others) == len(installer.runs) == 4


def test_only_pinned_wheels_are_installed(installer: Installer) -> None:
    vendor(PYTHON, PLATFORM)

    (command,) = installer.runs
    line = " ".join(command)
    for argument in (
        f"--python-version {PYTHON}",
        f"--python-platform {PLATFORM}",
        "--only-binary :all:",
        "--require-hashes",
        f"--requirement {LOCK}",
    ):
        assert argument in line


@pytest.mark.parametrize(
    "older", ["manylinux2014", "manylinux2010", "manylinux_2_5", "manylinux_2_17", "manylinux_2_27"]
)
@pytest.mark.parametrize("architecture", ["aarch64", "x86_64"])
def test_a_platform_that_an_earlier_release_was_configured_with_gets_the_packages_of_the_oldest_that_there_are(
    installer: Installer, architecture: str, older: str
) -> None:
    built = vendor(PYTHON, f"{architecture}-{older}")

    (command,) = installer.runs
    assert f"--python-platform {architecture}-manylinux_2_28" in " ".join(command)
    assert vendor(PYTHON, f"{architecture}-manylinux_2_28") == built


@pytest.mark.parametrize("platform", ["x86_64-manylinux_2_28", "aarch64-manylinux_2_34", "macos", "linux"])
def test_any_other_platform_is_asked_for_as_it_is(installer: Installer, platform: str) -> None:
    vendor(PYTHON, platform)

    (command,) = installer.runs
    assert f"--python-platform {platform} " in " ".join(command)


@pytest.mark.parametrize(
    ("said", "last"),
    [("warning: slow\nerror: no such wheel\n", "error: no such wheel"), ("", "the installer said nothing")],
)
def test_a_failed_build_stops_the_program_with_the_installers_last_line_and_leaves_nothing(
    installer: Installer, empty_builds: Path, said: str, last: str
) -> None:
    installer.returncode, installer.stderr = 1, said

    with pytest.raises(pulumi.RunError, match=f"^the layer could not be built: {last}$"):
        vendor(PYTHON, PLATFORM)
    assert not list(empty_builds.iterdir())


def test_what_a_killed_build_left_goes_with_the_next(installer: Installer, empty_builds: Path) -> None:
    (empty_builds / "tmp12345678" / "boto3").mkdir(parents=True)

    built = vendor(PYTHON, PLATFORM)

    assert list(empty_builds.iterdir()) == [built]
    assert len(installer.runs) == 1


KILLED = """
import os, signal, subprocess, sys
from pathlib import Path
from components.compute import code

QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
def install(command, **options):
    print(subprocess.Popen(["sleep", "1000"], **QUIET, pass_fds=options["pass_fds"]).pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

code.BUILDS, code.LOCK, subprocess.run = Path(sys.argv[1]), Path(sys.argv[2]), install
code.vendor("3.13", "aarch64-manylinux_2_28")
"""


def test_an_installer_that_works_on_after_its_deployment_was_killed_holds_the_next_build_off(tmp_path: Path) -> None:
    lock = tmp_path / "layer.lock"
    lock.touch()
    command = [sys.executable, "-c", KILLED, str(tmp_path / "builds"), str(lock)]
    installer = int(subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout)

    with lock.open("r+") as next_build:
        try:
            with pytest.raises(BlockingIOError):
                fcntl.flock(next_build, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.kill(installer, signal.SIGKILL)
        fcntl.flock(next_build, fcntl.LOCK_EX)  # comes as soon as the installer is gone
