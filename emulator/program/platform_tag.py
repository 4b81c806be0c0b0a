"""Which wheels the local interpreter takes: what the Lambda layer must be built from when it runs here."""

import platform
from collections.abc import Mapping
from pathlib import Path

from emulator.errors import EmulatorDiedError


def uv_platform(system: str, machine: str) -> str:
    """The name by which uv knows a platform (`--python-platform`)."""
    architecture = "aarch64" if machine in {"arm64", "aarch64"} else "x86_64"
    return "macos" if system == "Darwin" else f"{architecture}-manylinux2014"


def vendor_overrides(interpreter: Path) -> Mapping[str, str]:
    """Config that has the vendored packages built for the interpreter that runs the functions."""
    return {"vendorPython": _version(interpreter), "vendorPlatform": uv_platform(platform.system(), platform.machine())}


def _version(interpreter: Path) -> str:
    """Major and minor version, from the environment's own description: asking the interpreter takes 20 ms."""
    description = interpreter.parents[1] / "pyvenv.cfg"
    try:
        lines = dict(line.split(" = ", 1) for line in description.read_text().splitlines() if " = " in line)
        version = lines.get("version_info") or lines["version"]
    except (OSError, KeyError) as error:
        raise EmulatorDiedError(f"{interpreter} is in no virtual environment; `make setup` makes one") from error
    return ".".join(version.split(".")[:2])
