"""A stack on AWS as the Pulumi CLI knows it: its outputs and its configuration."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

from fraudctl.errors import CommandError

UNATTENDED = ("--non-interactive", "--color", "never")
"""Options with which a question, as for a passphrase, is an error: nobody is there to answer."""


def stack_outputs(stack: str) -> Mapping[str, Any]:
    """Return the stack's outputs.

    Raises:
        CommandError: there is no such stack, nobody is logged in, ...; has all that the CLI printed.
    """
    done = _run("stack", "output", "--json", "--stack", stack)
    if done.returncode:
        raise CommandError(f"pulumi stack output: {_failure(done)}")
    try:
        found = json.loads(done.stdout)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise CommandError(f"pulumi stack output: expected a JSON object, got {_one_line(done.stdout) or 'nothing'}")
    return found


def stack_setting(stack: str, key: str) -> str | None:
    """Return a value of the stack's configuration, None if it is not set or this folder has no such stack."""
    done = _run("config", "get", key, "--stack", stack)
    return (done.stdout.strip() or None) if done.returncode == 0 else None


def _run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = shutil.which("pulumi", path=os.environ.get("PATH"))
    if command is None:
        raise CommandError("a --stack is looked up with the Pulumi CLI, which is not installed")
    try:
        return subprocess.run(  # noqa: S603 -- the user's own
            [command, *arguments, *UNATTENDED],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},  # else its notice is among the errors
            check=False,
        )
    except OSError as error:
        raise CommandError(f"cannot run {command}: {error.strerror}") from error


def _failure(done: "subprocess.CompletedProcess[str]") -> str:
    printed = _one_line(done.stderr) or _one_line(done.stdout) or "it said nothing"
    ended = f"a signal ended it ({-done.returncode})" if done.returncode < 0 else f"exit code {done.returncode}"
    return f"{printed} ({ended})"


def _one_line(text: str) -> str:
    """Return the whole text in one line."""
    return " ".join(text.split())
