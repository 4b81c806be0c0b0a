"""A whole stack at work on this machine: the embedded AWS, the deployment, and the pollers of its streams."""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from fraudctl.local.deployment import Deployment, deploy
from fraudctl.local.emulator import Emulator
from fraudctl.local.streams.poller import StreamPoller
from fraudctl.target import Target


@dataclass(frozen=True, kw_only=True)
class LocalStack:
    """What runs, and how to talk to it."""

    emulator: Emulator
    deployment: Deployment
    pollers: tuple[StreamPoller, ...]
    target: Target
    started_in: float
    """Seconds until the embedded AWS answered."""

    def check(self) -> None:
        """Raises LocalError or StreamPollerError when a part of it has ended."""
        self.emulator.require_alive()
        for poller in self.pollers:
            poller.check()


@contextlib.contextmanager
def running(
    stack: str,
    *,
    port: int | None = None,
    overrides: Mapping[str, str] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[LocalStack]:
    """Starts everything, and ends it however the block ends."""
    say("starting the embedded AWS")
    began = time.perf_counter()
    with Emulator(port=port) as emulator, contextlib.ExitStack() as polling:
        started_in = time.perf_counter() - began
        say(f"deploying stack {stack}")
        deployment = deploy(emulator, stack, overrides)
        pollers = tuple(
            polling.enter_context(StreamPoller(mapping, endpoint_url=emulator.endpoint, region=deployment.region))
            for mapping in deployment.mappings
        )
        target = Target(
            stack=stack, region=deployment.region, exports=dict(deployment.exports), emulator=emulator.endpoint
        )
        yield LocalStack(
            emulator=emulator, deployment=deployment, pollers=pollers, target=target, started_in=started_in
        )
