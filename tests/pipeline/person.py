"""A person at a terminal who starts, uses and ends local deployments."""

import contextlib
import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.pipeline.command_home import FRAUDCTL, Home
from tests.pipeline.waiting import CONDITION_SECONDS

RunningCommand = subprocess.Popen[bytes]


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person with a home folder and shell settings of their own."""

    home: Home
    shell: Mapping[str, str] = field(default_factory=dict)

    def folder(self, name: str) -> Path:
        """Return a folder in the home, made if it is not there."""
        path = self.home.folder / name
        path.mkdir(exist_ok=True)
        return path

    @contextlib.contextmanager
    def up(self, *options: str, folder: str = "here") -> Iterator[RunningCommand]:
        """Start a local deployment, and end it with the block if it still runs."""
        with subprocess.Popen(
            [FRAUDCTL, "local", "up", *options],
            cwd=self.folder(folder),
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as running:
            try:
                yield running
            finally:
                running.terminate()

    def types(self, *words: str, folder: str = "here", text: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        """Run a command to its end."""
        return subprocess.run(
            [FRAUDCTL, *words],
            cwd=self.folder(folder),
            env=self.environment,
            input=text,
            capture_output=True,
            timeout=CONDITION_SECONDS,
            check=False,
        )

    def deployments(self) -> list[dict[str, Any]]:
        """Return the local deployments that run."""
        found: list[dict[str, Any]] = json.loads(self.types("local", "status", "--json").stdout)
        return found

    def ready(self, *names: str) -> bool:
        """Return whether exactly these run, and each is deployed."""
        files = {path.stem: path for path in self.home.state_folder.glob("[!.]*.json")}
        with contextlib.suppress(FileNotFoundError, KeyError):
            return set(names) == set(files) and all(json.loads(files[name].read_text())["exports"] for name in names)
        return False

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of the shell."""
        return {**self.home.environment, **self.shell}


def last_error_line(running: RunningCommand) -> str:
    """Wait for its end, and return the last line of its errors."""
    assert running.stderr
    return running.stderr.read().decode().splitlines()[-1]
