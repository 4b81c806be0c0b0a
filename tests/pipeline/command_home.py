"""A folder in which a command runs, and everything that is left of the command there."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.pipeline.waiting import becomes_true

FRAUDCTL = Path(sys.executable).with_name("fraudctl")


@dataclass(frozen=True, kw_only=True)
class Home:
    """A working directory and a temporary folder for one command, which nothing else uses."""

    folder: Path

    @property
    def temporary(self) -> Path:
        """Return the temporary folder."""
        return self.folder / "temporary"

    @property
    def state_folder(self) -> Path:
        """Return the folder of the state files."""
        return self.folder / "state" / "fraud-detection" / "local"

    @property
    def state(self) -> Path:
        """Return the state file of a deployment called dev."""
        return self.state_folder / "dev.json"

    def deployed(self) -> bool:
        """Return whether a stack is deployed, not only registered."""
        with contextlib.suppress(FileNotFoundError):
            return bool(json.loads(self.state.read_text())["exports"])
        return False

    @property
    def errors(self) -> str:
        """Return what the command wrote to its standard error."""
        return (self.folder / "errors").read_text()

    @contextlib.contextmanager
    def start(self, *command: str) -> "Iterator[subprocess.Popen[bytes]]":
        """Start `fraudctl`, and wait for its end with the block's; kill it if the block fails."""
        self.temporary.mkdir(exist_ok=True)
        with (
            (self.folder / "errors").open("wb") as errors,
            subprocess.Popen(
                [FRAUDCTL, *command],
                cwd=self.folder,
                env=self.environment,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            ) as running,
        ):
            try:
                yield running
            except BaseException:
                running.kill()
                raise

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of the command."""
        return {**os.environ, "TMPDIR": str(self.temporary), "XDG_STATE_HOME": str(self.folder / "state")}

    def found(self, pattern: str) -> Callable[[], bool]:
        """Return a function that tells whether a path here matches."""
        return lambda: any(self.folder.glob(pattern))

    def left(self) -> list[str]:
        """Return what is left of a command: processes, temporary folders, state files and staged ones."""
        processes = [f"process {process}" for process in self.processes()]
        folders = [path.name for path in self.temporary.iterdir()]
        return processes + folders + [path.name for path in self.state_folder.glob("*") if path.name != ".lock"]

    def processes(self) -> Iterator[int]:
        """Yield every process that has the temporary folder in its environment; Linux only, from /proc."""
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if str(self.temporary).encode() in (process / "environ").read_bytes():
                    yield int(process.name)

    def port(self) -> int:
        """Return the port of the deployment called dev."""
        return int(json.loads(self.state.read_text())["emulator"].rpartition(":")[2])

    def kill_everything(self) -> None:
        """Kill all at once, as a power loss does: no process sees another's end."""
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for process in list(self.processes()):
                os.kill(process, number)
        assert becomes_true(lambda: not list(self.processes()))
