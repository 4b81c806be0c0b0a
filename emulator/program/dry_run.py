"""A dry run of the program, without AWS: the resources that it would make, and their names."""

from collections.abc import Mapping

import pulumi

from emulator.emulator import INTERPRETER, PROJECT
from emulator.errors import DeploymentFailedError
from emulator.program.configuration import read_configuration
from emulator.program.dry_run_provider import DryRunProvider
from emulator.program.run import ProgramResult, run_program
from emulator.program.vendoring import vendor_overrides


def dry_run(stack: str, overrides: Mapping[str, str] | None = None) -> ProgramResult:
    """Run the stack's program to its end, with the packages that are vendored for this machine already.

    Raises:
        StackNotFoundError: there is no such stack.
        DeploymentFailedError: the program refuses its configuration; says what is wrong with it.
    """
    configuration = read_configuration(PROJECT, stack, {**vendor_overrides(INTERPRETER), **(overrides or {})})
    try:
        return run_program(PROJECT, stack, configuration, DryRunProvider())
    except pulumi.RunError as error:
        raise DeploymentFailedError(str(error)) from error
