"""The pipeline and the reference, each deployed to an embedded AWS of its own."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from emulator.emulator import PROJECT, Emulator
from emulator.streams.mapping import StreamMapping
from emulator.streams.poller import StreamPoller
from fraudctl.stacks.target import Target

REFERENCE = Path(__file__).parent / "reference"


@dataclass(frozen=True, kw_only=True)
class System:
    """A deployed stack's running parts, and the means to talk to it."""

    emulator: Emulator
    pollers: tuple[StreamPoller, ...]
    target: Target

    def check(self) -> None:
        """Raise LocalError or StreamPollerError when a part of it has ended."""
        self.emulator.require_alive()
        for poller in self.pollers:
            poller.check()


@contextlib.contextmanager
def deployed_system(project: Path, stack: str) -> Iterator[System]:
    """Deploy a stack to an emulator of its own.

    Another process deploys it, so that the deployment's memory is not counted.
    """
    with Emulator() as emulator, contextlib.ExitStack() as polling:
        command = [sys.executable, "-m", "bench.deploying", emulator.endpoint, str(project), stack]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)  # noqa: S603 -- our own module
        made = json.loads(done.stdout)
        region = made["region"]
        pollers = tuple(
            polling.enter_context(StreamPoller(StreamMapping(**mapping), endpoint_url=emulator.endpoint, region=region))
            for mapping in made["mappings"]
        )
        target = Target(stack=stack, region=region, exports=made["exports"], emulator=emulator.endpoint)
        yield System(emulator=emulator, pollers=pollers, target=target)


def our_pipeline() -> contextlib.AbstractContextManager[System]:
    """Deploy the stack dev of the project's own program."""
    return deployed_system(PROJECT, "dev")


def reference_pipeline() -> contextlib.AbstractContextManager[System]:
    """Deploy the plain pipeline; its stream is polled in the same way."""
    return deployed_system(REFERENCE, "bench")
