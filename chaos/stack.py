"""A local stack whose functions and stream poller reach the embedded AWS through the fault proxy."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from botocore.credentials import Credentials

from chaos.bus import BusQueue, bus_arn
from chaos.faults.workers import Workers
from chaos.ledger import RETENTION_DAYS
from chaos.proxy.fault_proxy import FaultProxy
from chaos.strategy import campaign_strategy
from chaos.webhook import Webhook, webhook
from emulator.deployment import Deployment, deploy
from emulator.emulator import Emulator
from emulator.streams import StreamPoller
from emulator.streams.role import FunctionRole
from fraudctl.demo.inbox import Inbox
from fraudctl.recovery import REDRIVE_ORDER
from fraudctl.stacks.target import Target

MESSAGE_COUNTS: Sequence[Literal["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]] = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
)
QUIET = 1.5
"""Seconds without a call by any function, after which none is running; the emulator retries a failed invocation after
0.4 s, and a new process starts within a second."""


@dataclass(frozen=True, kw_only=True)
class FaultyStack:
    """The running parts of the stack, and the means to talk to them."""

    emulator: Emulator
    deployment: Deployment
    poller: StreamPoller
    proxy: FaultProxy
    target: Target
    alerts: Inbox
    events: Inbox
    webhook: Webhook
    bus: BusQueue
    workers: Workers

    def check(self) -> None:
        """Raise LocalError, StreamPollerError or SignatureRefusedError when a part ended or a fault failed."""
        self.emulator.require_alive()
        self.poller.check()
        if self.proxy.failure:
            raise self.proxy.failure

    def wait_until_idle(self, timeout: float) -> bool:
        """Wait until the stream is delivered and the functions are idle; return whether it was so in time (seconds)."""
        deadline = time.monotonic() + timeout
        drained = self.poller.wait_until_drained(timeout)
        return drained and self.proxy.wait_until_quiet(QUIET, max(0.1, deadline - time.monotonic()))

    def pause(self, seconds: float) -> None:
        """Let so much time pass as Decision needs to see that Scoring has stopped."""
        threading.Event().wait(seconds)

    def queued_messages(self) -> Mapping[str, int]:
        """Count the messages in each stage's queue."""
        queues, found = self.target.client("sqs"), {}
        for stage in REDRIVE_ORDER:
            url = self.target.exports[f"{stage}_queue_url"]
            counts = queues.get_queue_attributes(QueueUrl=url, AttributeNames=MESSAGE_COUNTS)["Attributes"]
            found[str(stage)] = sum(map(int, counts.values()))
        return found

    def restart_functions(self) -> None:
        """Have every function start anew with its next invocation."""
        functions = self.target.client("lambda")
        for stage in (*REDRIVE_ORDER, "decision", "feedback", "queries"):
            name = self.target.exports[f"{stage}_function_name"]
            timeout = functions.get_function_configuration(FunctionName=name)["Timeout"]
            functions.update_function_configuration(FunctionName=name, Timeout=timeout)

    @contextlib.contextmanager
    def with_function_timeout(self, seconds: int) -> Iterator[None]:
        """Have Lambda end functions after so many seconds, until the block ends."""
        functions = self.target.client("lambda")
        stages = (*REDRIVE_ORDER, "decision", "feedback", "queries")
        names = [self.target.exports[f"{stage}_function_name"] for stage in stages]
        before = {name: functions.get_function_configuration(FunctionName=name)["Timeout"] for name in names}
        try:
            for name in names:
                functions.update_function_configuration(FunctionName=name, Timeout=seconds)
            yield
        finally:
            for name, timeout in before.items():
                functions.update_function_configuration(FunctionName=name, Timeout=timeout)


@contextlib.contextmanager
def faulty_stack(suffix: str = "faults") -> Iterator[FaultyStack]:
    """Start the emulator, the proxy, the stack and its stream poller; end them with the block."""
    with contextlib.ExitStack() as ends:
        proxy = ends.enter_context(FaultProxy())
        emulator = ends.enter_context(Emulator(extra_environment={"AWS_ENDPOINT_URL": proxy.endpoint("functions")}))
        proxy.forward_to(urlsplit(emulator.endpoint).port or 0)
        hook = ends.enter_context(webhook())
        told = {"webhooks": json.dumps([{"url": hook.url}]), "eventBus": bus_arn(suffix)}
        deployment = deploy(
            emulator, "dev", {"suffix": suffix, **told, "transactionRetentionDays": str(RETENTION_DAYS)}
        )
        (mapping,) = deployment.mappings
        poller = StreamPoller(mapping, endpoint_url=proxy.endpoint("poller"), region=deployment.region)
        target = Target(
            stack=deployment.stack,
            region=deployment.region,
            exports=dict(deployment.exports),
            emulator=emulator.endpoint,
        )
        ends.enter_context(campaign_strategy(target))
        target.client("dynamodb").update_time_to_live(  # the emulator removes rows without a word in the stream
            TableName=target.exports["transactions_table_name"],
            TimeToLiveSpecification={"Enabled": False, "AttributeName": "expiry"},
        )
        proxy.signers["sqs"] = _ingestion_role(target)  # its queue takes messages from nobody else
        yield FaultyStack(
            emulator=emulator,
            deployment=deployment,
            poller=ends.enter_context(poller),
            proxy=proxy,
            target=target,
            alerts=Inbox(target, f"alerts-{suffix}"),
            events=Inbox(target, f"events-{suffix}", topic="fraud_events_topic_arn"),
            webhook=hook,
            bus=BusQueue(target, suffix),
            workers=Workers(emulator.pid),
        )


def _ingestion_role(target: Target) -> Credentials:
    """Return credentials of Ingestion's own role."""
    function = target.client("lambda").get_function_configuration(
        FunctionName=target.exports["ingestion_function_name"]
    )
    return FunctionRole(target.client("sts"), function["Role"], function["FunctionName"]).load()
