"""The layer is built for the interpreter that runs the functions here."""

import sys
from pathlib import Path

import pytest

from emulator.errors import EmulatorDiedError
from emulator.program.vendoring import uv_platform, vendor_overrides


@pytest.mark.parametrize(
    ("system", "machine", "platform"),
    [
        ("Linux", "x86_64", "x86_64-manylinux_2_28"),
        ("Linux", "aarch64", "aarch64-manylinux_2_28"),
        ("Darwin", "arm64", "macos"),
    ],
)
def test_platforms_are_named_as_uv_names_them(system: str, machine: str, platform: str) -> None:
    assert uv_platform(system, machine) == platform


def test_the_version_is_the_interpreters_own() -> None:
    here = Path(sys.prefix) / "bin" / "python"
    assert vendor_overrides(here)["vendorPython"] == f"{sys.version_info.major}.{sys.version_info.minor}"


def test_an_interpreter_without_environment_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EmulatorDiedError, match="make setup"):
        vendor_overrides(tmp_path / "bin" / "python")
