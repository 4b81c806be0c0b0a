"""The program's resources as a stack would have them."""

from functools import cache

from emulator.emulator import INTERPRETER, PROJECT
from emulator.program.configuration import read_configuration
from emulator.program.dry_run_provider import DryRunProvider
from emulator.program.monitor import Resource
from emulator.program.run import run_program
from emulator.program.vendoring import vendor_overrides


@cache
def recorded(stack: str, *, preview: bool = False) -> tuple[Resource, ...]:
    """Run once for each stack; the layer is built for this machine, as every other test needs it."""
    configuration = read_configuration(PROJECT, stack, vendor_overrides(INTERPRETER))
    return run_program(PROJECT, stack, configuration, DryRunProvider(preview=preview), preview=preview).resources
