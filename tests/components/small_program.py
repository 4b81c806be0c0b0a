"""A program of a few lines, run as the whole one is: for what holds of any resource, not only of those there are."""

from collections.abc import Mapping
from pathlib import Path

from fraudctl.local.configuration import read_configuration
from fraudctl.local.monitor import Resource
from fraudctl.local.program import run_program
from fraudctl.local.rehearsal import Rehearsal


def made_by(text: str, folder: Path, *, preview: bool = False) -> Mapping[str, Resource]:
    """What the program's text makes, by logical name."""
    (folder / "Pulumi.yaml").write_text("name: small\n")
    (folder / "Pulumi.dev.yaml").write_text("")
    (folder / "__main__.py").write_text(text)
    configuration = read_configuration(folder, "dev", {})
    run = run_program(folder, "dev", configuration, Rehearsal(preview=preview), preview=preview)
    return {each.name: each for each in run.resources}
