"""What can go wrong with one request: each a small coroutine that decides between caller and emulator."""

import os
import random
import signal
from collections import deque

from chaos.exchange import Exchange, Fault
from chaos.operations import refusal, throttled
from chaos.wire import Message
from chaos.workers import Workers

REMEMBERED = 20
"""Deliveries of a stream from which an old one is taken to come again."""


async def throttle(exchange: Exchange) -> None:
    """The service refuses for now."""
    await exchange.answer(throttled(exchange.operation))


def fail(status: int, code: str) -> Fault:
    """The service answers with an error of its own."""

    async def fault(exchange: Exchange) -> None:
        await exchange.answer(refusal(exchange.operation, status, code))

    return fault


async def cut_before(exchange: Exchange) -> None:
    """The connection breaks before the request took effect."""
    exchange.cut()


async def cut_after(exchange: Exchange) -> None:
    """The connection breaks after the request took effect."""
    await exchange.forward()
    exchange.cut()


def answer_late(seconds: float) -> Fault:
    """The request takes effect at once, its answer comes when the caller may have given up."""

    async def fault(exchange: Exchange) -> None:
        response = await exchange.forward()
        await exchange.hold(seconds)
        await exchange.answer(response)

    return fault


def take_effect_late(seconds: float) -> Fault:
    """The request takes effect when the caller may have given up, tried again or turned elsewhere."""

    async def fault(exchange: Exchange) -> None:
        await exchange.hold(seconds)
        await exchange.answer(await exchange.forward())

    return fault


def kill(workers: Workers, *, after: bool) -> Fault:
    """The function's process dies in the middle of its call, before or after the request took effect."""

    async def fault(exchange: Exchange) -> None:
        worker = workers.holding(exchange.peer_port, exchange.own_port)
        response = await exchange.forward() if after else None
        if worker is not None:
            os.kill(worker, signal.SIGKILL)
            exchange.cut()
        else:  # it ended by itself in the meantime
            await exchange.answer(response or await exchange.forward())

    return fault


async def twice(exchange: Exchange) -> None:
    """The same delivery comes a second time right after the first."""
    await exchange.forward()
    await exchange.answer(await exchange.forward())


class Replay:
    """A delivery is followed by one from before, in no order."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._earlier: deque[bytes] = deque(maxlen=REMEMBERED)

    async def __call__(self, exchange: Exchange) -> None:
        earlier = self._chance.choice(self._earlier) if self._earlier else None
        self._earlier.append(exchange.request.body)
        if earlier is not None:
            await exchange.forward(earlier)
        await exchange.answer(await exchange.forward())


async def overtaken(exchange: Exchange) -> None:
    """An asynchronous invocation is taken, and delivered only after those that come later."""
    accepted = Message(start="HTTP/1.1 202 Accepted", headers={"content-type": "application/json"}, body=b"")
    await exchange.answer(accepted)
    await exchange.hold(1.0)
    await exchange.forward()
