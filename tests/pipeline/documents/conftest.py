"""A project folder and a local deployment to try the documents on, apart from everybody else's."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
ENVIRONMENTS = (".venv", ".emulator", ".clients", ".train", ".audit")
MADE = shutil.ignore_patterns(*ENVIRONMENTS, ".*_cache", ".build", ".git", ".hypothesis", "__pycache__", "*.egg-info")
SHOWN = "01KE67HDE6R9RTY394P3BY12KB"
"""The transaction that the documents show; `samples/risky.json` holds it."""
UP_WITHIN, SCORED_WITHIN, BLOCK_WITHIN, ENDED_WITHIN = 60, 60, 180, 180
"""Seconds, on a busy machine."""


@dataclass(frozen=True)
class Shell:
    """A shell in a copy of the project that is set up, as a reader has it."""

    folder: Path
    environment: dict[str, str]

    def run(self, text: str) -> subprocess.CompletedProcess[str]:
        """Run commands as far as they succeed."""
        return subprocess.run(
            ["bash", "-e", "-u", "-o", "pipefail", "-c", text],  # noqa: S607 -- whichever comes first on the path
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=BLOCK_WITHIN,
            check=False,
        )


@dataclass(frozen=True)
class LocalUp:
    """A local deployment that runs, and what it exports."""

    shell: Shell
    exports: dict[str, str]


@pytest.fixture(scope="session")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Return a shell whose home, temporary files and project are its own."""
    home = tmp_path_factory.mktemp("home")
    folder = home / "fraud-detection"
    shutil.copytree(PROJECT, folder, ignore=MADE)
    for environment in filter(lambda each: (PROJECT / each).exists(), ENVIRONMENTS):
        _lend(PROJECT / environment, folder / environment)
    (home / "tmp").mkdir()
    kept = {name: os.environ[name] for name in ("LANG", "PYTHONPYCACHEPREFIX") if name in os.environ}
    path = f"{folder / '.venv' / 'bin'}:{os.environ['PATH']}"
    return Shell(folder, {**kept, "HOME": str(home), "TMPDIR": str(home / "tmp"), "PATH": path})


@pytest.fixture(scope="session")
def deployment(shell: Shell) -> Iterator[LocalUp]:
    """Yield what `fraudctl local up` keeps running, with the transaction sent that the documents show."""
    with subprocess.Popen(
        [shell.folder / ".venv" / "bin" / "fraudctl", "local", "up"],
        cwd=shell.folder,
        env=shell.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield LocalUp(shell, exports_of(process))
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(ENDED_WITHIN) == 0
    assert json.loads(shell.run("fraudctl local status --json").stdout) == []
    assert list((Path(shell.environment["TMPDIR"])).iterdir()) == []


@pytest.fixture(scope="session")
def scored(deployment: LocalUp) -> LocalUp:
    """Return the deployment once the transaction that the documents show is scored."""
    sent = deployment.shell.run("fraudctl send samples/risky.json")
    assert sent.returncode == 0, sent.stdout
    ends = time.monotonic() + SCORED_WITHIN
    while (seen := deployment.shell.run(f"fraudctl trace {SHOWN}")).returncode:
        assert time.monotonic() < ends, seen.stdout
    return deployment


def _lend(environment: Path, to: Path) -> None:
    """Make an environment of the project the copy's own, so that `make setup` there finds nothing to do."""
    to.mkdir()
    for each in environment.iterdir():
        if each.name != "ready":
            (to / each.name).symlink_to(each)
    python = (environment / "ready").read_text(encoding="utf-8").partition(" in ")[0]
    script = (PROJECT / "scripts" / "set-up.sh").read_text(encoding="utf-8")
    (locks,) = re.findall(rf"^ +{re.escape(environment.name)}\) (cksum .*?) ;;$", script, re.MULTILINE)
    summed = subprocess.run(shlex.split(locks), cwd=to.parent, capture_output=True, text=True, check=True).stdout
    (to / "ready").write_text(f"{python} in {to.parent}\n{summed}", encoding="utf-8")


def exports_of(process: subprocess.Popen[str]) -> dict[str, str]:
    """Return what `fraudctl local up` prints that the stack exports, once it is up."""
    assert process.stdout
    watchdog = time.monotonic() + UP_WITHIN
    exports, printed = dict[str, str](), list[str]()
    for line in process.stdout:
        assert time.monotonic() < watchdog, printed
        printed.append(line)
        name, equals, value = line.strip().partition(" = ")
        if equals:
            exports[name] = value
        if line.startswith("  http"):  # the end of the curl line, the last that it prints
            return exports
    raise AssertionError("".join(printed))
