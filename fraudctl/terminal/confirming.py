"""The question before a change, which a person answers, or a program in advance."""

import sys

import typer

from fraudctl.errors import CommandError


def confirm(question: str, *, yes: bool) -> None:
    """Ask on the terminal whether to go on, unless `yes` has answered that.

    Raises:
        CommandError: the answer is no, or nobody is there to answer.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise CommandError("nobody is there to answer, so nothing was changed: --yes goes on without asking")
    if not typer.confirm(question, err=True):
        raise CommandError("nothing was changed")
