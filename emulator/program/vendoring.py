"""The functions' vendored packages, built for the Python and the platform of this machine."""

import platform
import sys
from collections.abc import Mapping
from pathlib import Path

import pulumi

from components.compute.code import vendor
from emulator.emulator import INTERPRETER
from emulator.errors import EmulatorDiedError


def vendor_overrides(interpreter: Path) -> Mapping[str, str]:
    """Return the configuration that has the packages built for the interpreter that runs the functions."""
    return {
        "vendorPython": _python_version(interpreter),
        "vendorPlatform": uv_platform(platform.system(), platform.machine()),
    }


def uv_platform(system: str, machine: str) -> str:
    """Return the name by which uv knows a platform (`--python-platform`)."""
    architecture = "aarch64" if machine in {"arm64", "aarch64"} else "x86_64"
    return "macos" if system == "Darwin" else f"{architecture}-manylinux_2_28"


def _python_version(interpreter: Path) -> str:
    """Return major and minor version, read from the environment's `pyvenv.cfg`: running the interpreter takes 20 ms."""
    description = interpreter.parents[1] / "pyvenv.cfg"
    try:
        lines = dict(line.split(" = ", 1) for line in description.read_text().splitlines() if " = " in line)
        version = lines.get("version_info") or lines["version"]
    except (OSError, KeyError) as error:
        raise EmulatorDiedError(f"{interpreter} is in no virtual environment; `make setup` makes one") from error
    return ".".join(version.split(".")[:2])


if __name__ == "__main__":  # part of the set-up, after which nothing needs the network
    overrides = vendor_overrides(INTERPRETER)
    try:
        vendor(overrides["vendorPython"], overrides["vendorPlatform"])
    except pulumi.RunError as error:
        sys.exit(str(error))
