"""The program's resources as a stack would have them."""

from functools import cache

from fraudctl.local.configuration import read_configuration
from fraudctl.local.emulator import INTERPRETER, PROJECT
from fraudctl.local.monitor import Resource
from fraudctl.local.platform_tag import vendor_overrides
from fraudctl.local.program import run_program
from fraudctl.local.rehearsal import Rehearsal


@cache
def recorded(stack: str, *, preview: bool = False) -> tuple[Resource, ...]:
    """Run once for each stack; the layer is built for this machine, as every other test needs it."""
    configuration = read_configuration(PROJECT, stack, vendor_overrides(INTERPRETER))
    return run_program(PROJECT, stack, configuration, Rehearsal(preview=preview), preview=preview).resources
