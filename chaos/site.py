"""A whole local stack that reaches the embedded AWS through the fault proxy."""

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from botocore.credentials import Credentials

from chaos.proxy import Proxy
from chaos.workers import Workers
from emulator.deployment import Deployment, deploy
from emulator.emulator import Emulator
from emulator.streams import StreamPoller
from emulator.streams.role import FunctionRole
from fraudctl.demo.inbox import Inbox
from fraudctl.stacks.target import Target

STAGES = ("ingestion", "processing", "scoring")
QUIET = 1.5
"""Seconds without a call by any function, after which none is at work; the emulator repeats a failed one after 0.4 s,
and a new process is up within a second."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """What runs, and how to talk to it."""

    emulator: Emulator
    deployment: Deployment
    poller: StreamPoller
    proxy: Proxy
    target: Target
    alerts: Inbox
    workers: Workers

    def check(self) -> None:
        """Raise LocalError, StreamPollerError or SignatureRefusedError when a part of it ended or a fault failed."""
        self.emulator.require_alive()
        self.poller.check()
        if self.proxy.failure:
            raise self.proxy.failure

    def settle(self, timeout: float) -> bool:
        """Whether, in time, the stream was delivered and the functions came to rest."""
        deadline = time.monotonic() + timeout
        drained = self.poller.wait_until_drained(timeout)
        return drained and self.proxy.wait_until_quiet(QUIET, max(0.1, deadline - time.monotonic()))

    def waiting(self) -> Mapping[str, int]:
        """How many messages lie in each stage's queue."""
        queues, names = (
            self.target.client("sqs"),
            ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )
        found = {}
        for stage in STAGES:
            url = self.target.exports[f"{stage}_queue_url"]
            said = queues.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
            found[stage] = sum(map(int, said.values()))
        return found

    @contextlib.contextmanager
    def short_of_time(self, seconds: int) -> Iterator[None]:
        """Functions are ended after so many seconds, as if they had been at work for long."""
        functions = self.target.client("lambda")
        names = [self.target.exports[f"{stage}_function_name"] for stage in STAGES]
        before = {name: functions.get_function_configuration(FunctionName=name)["Timeout"] for name in names}
        try:
            for name in names:
                functions.update_function_configuration(FunctionName=name, Timeout=seconds)
            yield
        finally:
            for name, timeout in before.items():
                functions.update_function_configuration(FunctionName=name, Timeout=timeout)


@contextlib.contextmanager
def troubled_site(suffix: str = "faults") -> Iterator[Site]:
    """Starts everything, and ends it however the block ends."""
    with contextlib.ExitStack() as ends:
        proxy = ends.enter_context(Proxy())
        emulator = ends.enter_context(Emulator(extra_environment={"AWS_ENDPOINT_URL": proxy.endpoint("functions")}))
        proxy.lead_to(urlsplit(emulator.endpoint).port or 0)
        deployment = deploy(emulator, "dev", {"suffix": suffix})
        (mapping,) = deployment.mappings
        poller = StreamPoller(mapping, endpoint_url=proxy.endpoint("poller"), region=deployment.region)
        target = Target(
            stack=deployment.stack,
            region=deployment.region,
            exports=dict(deployment.exports),
            emulator=emulator.endpoint,
        )
        proxy.signers["sqs"] = _ingestion(target)  # its queue takes messages from nobody else
        yield Site(
            emulator=emulator,
            deployment=deployment,
            poller=ends.enter_context(poller),
            proxy=proxy,
            target=target,
            alerts=Inbox(target, f"alerts-{suffix}"),
            workers=Workers(emulator.pid),
        )


def _ingestion(target: Target) -> Credentials:
    """Act as Ingestion, in its own role."""
    function = target.client("lambda").get_function_configuration(
        FunctionName=target.exports["ingestion_function_name"]
    )
    return FunctionRole(target.client("sts"), function["Role"], function["FunctionName"]).load()
