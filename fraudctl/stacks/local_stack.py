"""A stack running on this machine: the embedded AWS, the deployment, the pollers of its streams, and its target."""

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from components.settings.webhooks import WEBHOOKS_RULE, webhooks
from emulator.deployment import Deployment, deploy
from emulator.emulator import Emulator
from emulator.streams.poller import StreamPoller
from fraudctl.errors import CommandError
from fraudctl.stacks.target import Target


@dataclass(frozen=True, kw_only=True)
class LocalStack:
    """A running stack, and the target through which commands talk to it."""

    emulator: Emulator
    deployment: Deployment
    pollers: tuple[StreamPoller, ...]
    target: Target

    def check(self, *, watched: float = 0) -> None:
        """Raise LocalError or StreamPollerError when a part of it has ended, or does within so many seconds."""
        self.emulator.alive(watched=watched)
        self.emulator.require_alive()
        for poller in self.pollers:
            poller.check()


@contextlib.contextmanager
def run_stack(
    stack: str,
    *,
    port: int | None = None,
    overrides: Mapping[str, str] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[LocalStack]:
    """Yield an embedded AWS of its own with the stack running on it; both end with the block."""
    say("starting the embedded AWS")
    with Emulator(port=port) as emulator:
        say(f"deploying stack {stack}")
        with run_stack_on(emulator, stack, overrides=overrides) as started:
            yield started


@contextlib.contextmanager
def run_stack_on(emulator: Emulator, stack: str, *, overrides: Mapping[str, str] | None = None) -> Iterator[LocalStack]:
    """Yield the stack, deployed on this emulator, with its streams polled until the block ends."""
    deployment = deploy(emulator, stack, overrides)
    region = deployment.region
    target = Target(stack=stack, region=region, exports=dict(deployment.exports), emulator=emulator.endpoint)
    with contextlib.ExitStack() as polling:
        pollers = tuple(
            polling.enter_context(StreamPoller(mapping, endpoint_url=emulator.endpoint, region=region))
            for mapping in deployment.mappings
        )
        yield LocalStack(emulator=emulator, deployment=deployment, pollers=pollers, target=target)


def setting_overrides(written: Sequence[str]) -> Mapping[str, str]:
    """Return settings by name, each written as `NAME=VALUE`.

    Raises:
        CommandError: one is not.
    """
    found = dict[str, str]()
    for each in written:
        name, equals, value = each.partition("=")
        if not equals or not name.isidentifier():
            raise CommandError(f"--config: must be NAME=VALUE, as in fraudDetectorApi=true, and not {each!a}")
        found[name] = value
    return found


def webhook_overrides(urls: Sequence[str]) -> Mapping[str, str]:
    """Return the setting by which a stack sends events to these addresses; without any it keeps its own.

    Raises:
        CommandError: one is no address that a stack takes.
    """
    if not urls:
        return {}
    setting = json.dumps([{"url": each} for each in urls])
    try:
        webhooks(setting)
    except ValueError:
        raise CommandError(f"--webhook: must be {WEBHOOKS_RULE}; http:// on 127.0.0.1 alone") from None
    return {"webhooks": setting}
