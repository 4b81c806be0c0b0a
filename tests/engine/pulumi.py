"""The Pulumi CLI, with a state of its own, in a copy of the project."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

STACK = "local"


class EngineError(Exception):
    """A step failed; the text says which and why."""


class Pulumi:
    """The CLI at work on the stack `local`."""

    def __init__(self, project: Path, state: Path, say: Callable[[str], None]) -> None:
        """Work in the project, keep the state in the folder, and say each command before it runs.

        Raises:
            EngineError: there is no CLI.
        """
        found = shutil.which("pulumi")
        if found is None:
            raise EngineError("there is no Pulumi CLI on the PATH")
        self._command, self._project, self._say = found, project, say
        self._environment = os.environ | {
            "PULUMI_BACKEND_URL": state.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "",  # the stack holds no secrets
            "PULUMI_SKIP_UPDATE_CHECK": "1",
        }

    def init(self) -> None:
        self._run("stack", "init", STACK)

    def preview(self) -> None:
        self._run("preview", "--stack", STACK, "--policy-pack", "policy")

    def planned(self) -> set[str]:
        """Return the kinds of steps that an `up` would take: create, update, replace, same and so on."""
        steps = json.loads(self._run("preview", "--stack", STACK, "--json"))["steps"]
        return {step["op"] for step in steps}

    def up(self, *options: str) -> None:
        self._run("up", "--stack", STACK, "--yes", "--skip-preview", "--policy-pack", "policy", *options)

    def configure(self, key: str, value: str) -> None:
        self._run("config", "set", key, value, "--stack", STACK)

    def outputs(self) -> dict[str, Any]:
        """Return what the stack exports."""
        exported: dict[str, Any] = json.loads(self._run("stack", "output", "--json", "--stack", STACK))
        return exported

    def destroy(self) -> None:
        self._run("destroy", "--stack", STACK, "--yes", "--skip-preview")
        self._run("stack", "rm", STACK, "--yes", "--preserve-config")

    def _run(self, *arguments: str) -> str:
        self._say(f"pulumi {' '.join(arguments)}")
        done = subprocess.run(
            [self._command, *arguments, "--non-interactive"],
            cwd=self._project,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise EngineError(f"pulumi {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout
