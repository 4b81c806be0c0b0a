"""What the Pulumi CLI knows of a stack on AWS."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

from fraudctl.errors import CommandError

PLAIN = ("--non-interactive", "--color", "never")
"""Nobody is there to be asked for a passphrase: what would ask fails and says so."""


def outputs(stack: str) -> Mapping[str, Any]:
    """Return the stack's outputs.

    Raises:
        CommandError: there is no such stack, nobody is logged in, ...: with all that the CLI says.
    """
    done = _run("stack", "output", "--json", "--stack", stack)
    if done.returncode:
        raise CommandError(f"pulumi stack output: {_complaint(done)}")
    try:
        found = json.loads(done.stdout)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise CommandError(f"pulumi stack output: expected a JSON object, got {_shown(done.stdout) or 'nothing'}")
    return found


def setting(stack: str, key: str) -> str | None:
    """Return a value of the stack's configuration, None if it is not set or cannot be known from this folder."""
    done = _run("config", "get", key, "--stack", stack)
    return (done.stdout.strip() or None) if done.returncode == 0 else None


def _run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = shutil.which("pulumi", path=os.environ.get("PATH"))
    if command is None:
        raise CommandError("a --stack is looked up with the Pulumi CLI, which is not installed")
    try:
        return subprocess.run(  # noqa: S603 -- the user's own
            [command, *arguments, *PLAIN],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},  # else its notice stands among the errors
            check=False,
        )
    except OSError as error:
        raise CommandError(f"cannot run {command}: {error.strerror}") from error


def _complaint(done: "subprocess.CompletedProcess[str]") -> str:
    said = _shown(done.stderr) or _shown(done.stdout) or "it said nothing"
    ended = f"a signal ended it ({-done.returncode})" if done.returncode < 0 else f"exit code {done.returncode}"
    return f"{said} ({ended})"


def _shown(text: str) -> str:
    """All of it, in one line."""
    return " ".join(text.split())
