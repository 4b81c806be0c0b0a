"""A program of a few lines, run as the whole one is: for properties of any resource, not only of those there are."""

from collections.abc import Mapping
from pathlib import Path

from emulator.program.configuration import read_configuration
from emulator.program.dry_run_provider import DryRunProvider
from emulator.program.monitor import Resource
from emulator.program.run import run_program


def resources_of(text: str, folder: Path, *, preview: bool = False) -> tuple[Resource, ...]:
    """Return everything that the program's text registers."""
    (folder / "Pulumi.yaml").write_text("name: small\n")
    (folder / "Pulumi.dev.yaml").write_text("")
    (folder / "__main__.py").write_text(text)
    configuration = read_configuration(folder, "dev", {})
    return run_program(folder, "dev", configuration, DryRunProvider(preview=preview), preview=preview).resources


def made_by(text: str, folder: Path, *, preview: bool = False) -> Mapping[str, Resource]:
    """Return the resources by logical name, of a program that uses no name twice."""
    return {each.name: each for each in resources_of(text, folder, preview=preview)}
