"""Commands that are ended at a moment, and what is left of them then."""

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
    """Where a command runs: a working directory and a temporary folder that nothing else uses."""

    folder: Path

    @property
    def temporary(self) -> Path:
        return self.folder / "temporary"

    @property
    def places(self) -> Path:
        """Where the state files are."""
        return self.folder / "state" / "fraud-detection" / "local"

    @property
    def state(self) -> Path:
        return self.places / "dev.json"

    def deployed(self) -> bool:
        """Tell whether a stack is up, not only under its name."""
        with contextlib.suppress(FileNotFoundError):
            return bool(json.loads(self.state.read_text())["exports"])
        return False

    @property
    def errors(self) -> str:
        return (self.folder / "errors").read_text()

    @contextlib.contextmanager
    def start(self, *command: str) -> "Iterator[subprocess.Popen[bytes]]":
        """Run `fraudctl` until it ends, which the block sees to."""
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
        return {**os.environ, "TMPDIR": str(self.temporary), "XDG_STATE_HOME": str(self.folder / "state")}

    def found(self, pattern: str) -> Callable[[], bool]:
        """Tell, when asked, whether something here matches."""
        return lambda: any(self.folder.glob(pattern))

    def left(self) -> list[str]:
        """What there is of a command: processes, temporary folders, the state file and what it was staged in."""
        processes = [f"process {process}" for process in self.processes()]
        folders = [path.name for path in self.temporary.iterdir()]
        return processes + folders + [path.name for path in self.places.glob("*") if path.name != ".lock"]

    def processes(self) -> Iterator[int]:
        """Every process that has the temporary folder in its environment; Linux only, from /proc."""
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if str(self.temporary).encode() in (process / "environ").read_bytes():
                    yield int(process.name)

    def port(self) -> int:
        return int(json.loads(self.state.read_text())["emulator"].rpartition(":")[2])

    def kill_everything(self) -> None:
        """Kill all at once, as a power loss does: nobody sees another die."""
        for blow in (signal.SIGSTOP, signal.SIGKILL):
            for process in list(self.processes()):
                os.kill(process, blow)
        assert becomes_true(lambda: not list(self.processes()))
