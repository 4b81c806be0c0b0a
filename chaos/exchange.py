"""One request on its way through the proxy, and who decides what becomes of it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal, Protocol

from botocore.credentials import Credentials

from chaos.operations import operation_of
from chaos.signing import require_allowed, signed_anew
from chaos.wire import Line, Message

Caller = Literal["functions", "poller", "clients"]


class Exchange:
    """One request on its way, in the hands of a fault."""

    def __init__(
        self,
        caller: Caller,
        request: Message,
        *,
        line: Line,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        calm: asyncio.Event,
        signers: Mapping[str, Credentials],
    ) -> None:
        self.caller = caller
        self.request = request
        self.operation = operation_of(request)
        self._line = line
        self._reader = reader
        self._writer = writer
        self._calm = calm
        self._signers = signers

    @property
    def peer_port(self) -> int:
        """The caller's end of the connection."""
        port: int = self._writer.get_extra_info("peername")[1]
        return port

    @property
    def own_port(self) -> int:
        """The proxy's end of the connection."""
        port: int = self._writer.get_extra_info("sockname")[1]
        return port

    @property
    def abandoned(self) -> bool:
        """Whether the caller has hung up instead of waiting for the answer."""
        return self._reader.at_eof()

    async def forward(self, body: bytes | None = None) -> Message:
        """Lets the request, or one with another body, take effect."""
        if body is None:
            return await self._line.ask(self.request)
        return require_allowed(await self._line.ask(signed_anew(self.request, body, self._signers)))

    async def answer(self, response: Message) -> None:
        """The caller gets this."""
        self._writer.write(response.encoded())
        await self._writer.drain()

    async def hold(self, seconds: float) -> None:
        """Waits, but not longer than the faults last."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._calm.wait(), seconds)

    def cut(self) -> None:
        """The caller gets nothing, and its connection is reset."""
        self._writer.transport.abort()


Fault = Callable[[Exchange], Awaitable[None]]


class Script(Protocol):
    """Says what goes wrong with a request."""

    def fault_for(self, exchange: Exchange) -> Fault | None:
        """None lets it pass."""
