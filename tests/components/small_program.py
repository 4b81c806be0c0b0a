"""A program of a few lines, run as the whole one is: for what holds of any resource, not only of those there are."""

from collections.abc import Mapping
from pathlib import Path

from emulator.program.configuration import read_configuration
from emulator.program.dry_run_provider import DryRunProvider
from emulator.program.monitor import Resource
from emulator.program.run import run_program


def made_by(text: str, folder: Path, *, preview: bool = False) -> Mapping[str, Resource]:
    """What the program's text makes, by logical name."""
    (folder / "Pulumi.yaml").write_text("name: small\n")
    (folder / "Pulumi.dev.yaml").write_text("")
    (folder / "__main__.py").write_text(text)
    configuration = read_configuration(folder, "dev", {})
    run = run_program(folder, "dev", configuration, DryRunProvider(preview=preview), preview=preview)
    return {each.name: each for each in run.resources}
