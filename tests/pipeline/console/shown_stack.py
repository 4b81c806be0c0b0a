"""A stack on an embedded AWS with something to see, and its console, whose way to AWS can be cut."""

import contextlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chaos.proxy.connections import CallerConnection, UpstreamConnection
from chaos.proxy.forwarding import ForwardingProxy
from chaos.proxy.messages import ProxiedRequest, ProxiedResponse
from emulator.emulator import Emulator
from fraudctl.console.context import Console
from fraudctl.console.serving import serving
from fraudctl.console.session import ConsoleSession
from fraudctl.stacks.local_stack import LocalStack, run_stack_on
from fraudctl.stacks.target import Target
from tests.pipeline.console.payments import HISTORY, LABELLED, RISKY
from tests.pipeline.stack_calls import post_and_score, post_transaction
from tests.pipeline.waiting import eventually

SUFFIX = "console"


class Wire(ForwardingProxy):
    """The console's way to the embedded AWS."""

    is_cut = False
    refusal: tuple[int, str, str] | None = None
    """The status, code and message by which AWS refuses every request for now."""

    async def handle(
        self, caller: str, request: ProxiedRequest, connection: CallerConnection, upstream: UpstreamConnection
    ) -> None:
        """Forward a request; break its connection while the way is cut, as an AWS does that has died."""
        if self.is_cut:
            raise ConnectionResetError
        if self.refusal:
            await connection.send(refused(request, *self.refusal))
        else:
            await super().handle(caller, request, connection, upstream)

    @contextlib.contextmanager
    def cut(self) -> Iterator[None]:
        """Cut the way until the block ends."""
        self.is_cut = True
        try:
            yield
        finally:
            self.is_cut = False

    @contextlib.contextmanager
    def refusing(self, status: int, code: str, message: str) -> Iterator[None]:
        """Have AWS refuse every request until the block ends."""
        self.refusal = (status, code, message)
        try:
            yield
        finally:
            self.refusal = None


def refused(request: ProxiedRequest, status: int, code: str, message: str) -> ProxiedResponse:
    """Return the answer of the API, whose refusals are its own JSON, or of a service, which answers 400 for all."""
    if "x-amz-target" in request.headers:
        body, headers = {"__type": code, "message": message}, {"content-type": "application/x-amz-json-1.0"}
        return ProxiedResponse(status=400, headers=headers, body=json.dumps(body).encode())
    headers = {"content-type": "application/json", "x-amzn-errortype": code}
    return ProxiedResponse(status=status, headers=headers, body=json.dumps({"error": message}).encode())


@dataclass(frozen=True, kw_only=True)
class ShownConsole:
    """A running console, and the stack that it shows."""

    stack: LocalStack
    console: Console
    session: ConsoleSession
    wire: Wire
    cookie: tuple[str, str]
    """The name and the value of what lets in."""

    @property
    def home(self) -> str:
        """Return the console's address, without what lets in."""
        return f"http://127.0.0.1:{self.session.port}"

    def decide(self, **payment: Any) -> dict[str, Any]:
        """Ask for a decision on a payment of now, as a shop does, and return the answer."""
        sent = {"timestamp": time.time_ns() // 1_000_000, "currency": "EUR", **payment}
        answer = post_transaction(self.stack, sent, endpoint="decisions_endpoint")
        assert answer.status == 200, answer.body
        return dict(answer.body)


@contextlib.contextmanager
def running_console(emulator: Emulator) -> Iterator[ShownConsole]:
    """Yield the console of a stack that has seen a month of payments, risky ones today, and labels."""
    with run_stack_on(emulator, "dev", overrides={"suffix": SUFFIX}) as stack, Wire(["console"]) as wire:
        wire.forward_to(int(emulator.endpoint.rpartition(":")[2]))
        fill(stack)
        target = _through(wire, stack)
        console = Console(target)
        with serving(console) as (session, _):
            eventually(lambda: len(console.cache.snapshot().cases) >= len(RISKY), "the alerts in memory")
            yield ShownConsole(stack=stack, console=console, session=session, wire=wire, cookie=let_in(session))


def let_in(session: ConsoleSession) -> tuple[str, str]:
    """Return the name and the value of the cookie that the address of the console sets for who opens it first."""
    header = session.enter(session.address.rpartition("/")[2])
    assert header, "somebody else came first"
    name, _, value = header.partition(";")[0].partition("=")
    return name, value


def fill(stack: LocalStack) -> None:
    """Send payments of a month and of today, and label some of them."""
    now = time.time_ns() // 1_000_000
    post_and_score(stack, [{**fields, "timestamp": now - ago} for ago, fields in HISTORY])
    for ago, fields in RISKY:
        answer = post_transaction(stack, {**fields, "timestamp": now - ago}, endpoint="decisions_endpoint")
        assert answer.status == 200, answer.body
    said = [{"transaction_id": each, "label": label, "source": "analyst", "at": now} for each, label in LABELLED]

    def labelled() -> bool:
        answer = post_transaction(stack, {"labels": said}, endpoint="labels_endpoint")
        return {each["status"] for each in answer.body["results"]} <= {"stored", "duplicate"}

    eventually(labelled, "the labels")


def _through(wire: Wire, stack: LocalStack) -> Target:
    """Return the stack as it is found through the wire."""
    direct, through = str(stack.target.emulator), wire.endpoint("console")
    exports = {
        name: value.replace(direct, through) if isinstance(value, str) else value
        for name, value in stack.target.exports.items()
    }
    return Target(stack=stack.target.stack, region=stack.target.region, exports=exports, emulator=through)
