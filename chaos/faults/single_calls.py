"""Faults of one call: each a small coroutine that stands between caller and emulator."""

import json
import os
import random
import signal
from collections import deque

from chaos.faults.workers import Workers
from chaos.proxy.exchange import Exchange, WireFault
from chaos.proxy.messages import ProxiedResponse
from chaos.proxy.operations import service_error, throttling_error

REMEMBERED = 20
"""Deliveries of a stream from which an old one is taken to come again."""


async def throttle(exchange: Exchange) -> None:
    """Answer as the service does when it is asked too often."""
    await exchange.answer(throttling_error(exchange.operation))


def fail_with(status: int, code: str) -> WireFault:
    """Return a fault that answers with this error of the service."""

    async def fault(exchange: Exchange) -> None:
        await exchange.answer(service_error(exchange.operation, status, code))

    return fault


def cancel(code: str) -> WireFault:
    """Return a fault that cancels a TransactWriteItems with this code of DynamoDB, for its first item."""

    async def fault(exchange: Exchange) -> None:
        items = json.loads(exchange.request.body)["TransactItems"]
        reasons = [{"Code": code, "Message": "injected"}, *({"Code": "None"} for _ in items[1:])]
        body = {"__type": "TransactionCanceledException", "Message": "injected", "CancellationReasons": reasons}
        headers = {"content-type": "application/x-amz-json-1.0", "x-amzn-errortype": "TransactionCanceledException"}
        await exchange.answer(ProxiedResponse(status=400, headers=headers, body=json.dumps(body).encode()))

    return fault


async def cut_before(exchange: Exchange) -> None:
    """Break the connection before the request took effect."""
    exchange.cut()


async def cut_after(exchange: Exchange) -> None:
    """Break the connection after the request took effect."""
    await exchange.forward()
    exchange.cut()


def answer_late(seconds: float) -> WireFault:
    """Return a fault that lets the request take effect at once, and holds its answer back."""

    async def fault(exchange: Exchange) -> None:
        response = await exchange.forward()
        await exchange.hold(seconds)
        await exchange.answer(response)

    return fault


def take_effect_late(seconds: float) -> WireFault:
    """Return a fault that holds the request back; its caller may have given up or tried again by then."""

    async def fault(exchange: Exchange) -> None:
        await exchange.hold(seconds)
        await exchange.answer(await exchange.forward())

    return fault


def kill(workers: Workers, *, after: bool) -> WireFault:
    """Return a fault that kills the calling function's process, before or after the request took effect."""

    async def fault(exchange: Exchange) -> None:
        worker = workers.holding(exchange.connection.peer_port, exchange.connection.own_port)
        response = await exchange.forward() if after else None
        if worker is not None:
            os.kill(worker, signal.SIGKILL)
            exchange.cut()
        else:  # it ended by itself in the meantime
            await exchange.answer(response or await exchange.forward())

    return fault


async def deliver_twice(exchange: Exchange) -> None:
    """Make the same delivery a second time right after the first."""
    await exchange.forward()
    await exchange.answer(await exchange.forward())


class DeliverEarlierAgain:
    """A fault that makes one of the last deliveries again before each new one."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._earlier: deque[bytes] = deque(maxlen=REMEMBERED)

    async def __call__(self, exchange: Exchange) -> None:
        earlier = self._chance.choice(self._earlier) if self._earlier else None
        self._earlier.append(exchange.request.body)
        if earlier is not None:
            await exchange.forward(earlier)
        await exchange.answer(await exchange.forward())


async def deliver_late(exchange: Exchange) -> None:
    """Accept an asynchronous invocation, and deliver it after those that come later."""
    await exchange.answer(ProxiedResponse(status=202, headers={"content-type": "application/json"}, body=b""))
    await exchange.hold(1.0)
    await exchange.forward()
