"""The program run without AWS: which resources it would make, under which names."""

from collections.abc import Mapping

import pulumi

from emulator.emulator import INTERPRETER, PROJECT
from emulator.errors import DeploymentFailedError
from emulator.program.configuration import read_configuration
from emulator.program.dry_run_provider import DryRunProvider
from emulator.program.run import ProgramResult, run_program
from emulator.program.vendoring import vendor_overrides


def dry_run(stack: str, overrides: Mapping[str, str] | None = None) -> ProgramResult:
    """The stack's program to its end; packages are vendored for this machine, as local mode has them already.

    Raises:
        StackNotFoundError: there is no such stack.
        DeploymentFailedError: the program refuses its configuration; says what is wrong with it.
    """
    configuration = read_configuration(PROJECT, stack, {**vendor_overrides(INTERPRETER), **(overrides or {})})
    try:
        return run_program(PROJECT, stack, configuration, DryRunProvider())
    except pulumi.RunError as error:
        raise DeploymentFailedError(str(error)) from error
