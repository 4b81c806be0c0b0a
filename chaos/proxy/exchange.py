"""One request on its way through the proxy, as a fault sees it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal, Protocol

from botocore.credentials import Credentials

from chaos.proxy.connections import CallerConnection, UpstreamConnection
from chaos.proxy.messages import ProxiedRequest, ProxiedResponse
from chaos.proxy.operations import operation_of
from chaos.proxy.signing import require_allowed, sign_again

Caller = Literal["functions", "poller", "clients", "operators"]
"""Each reaches AWS by a port of its own, so that faults can tell them apart."""


class Exchange:
    """One request and its connections, between caller and emulator."""

    def __init__(
        self,
        caller: str,
        request: ProxiedRequest,
        *,
        connection: CallerConnection,
        upstream: UpstreamConnection,
        no_faults: asyncio.Event,
        signers: Mapping[str, Credentials],
    ) -> None:
        self.caller = caller
        self.request = request
        self.connection = connection
        self.operation = operation_of(request)
        self._upstream = upstream
        self._no_faults = no_faults
        self._signers = signers

    async def forward(self, body: bytes | None = None) -> ProxiedResponse:
        """Let the request, or one with another body, take effect; return the emulator's response.

        Raises:
            SignatureRefusedError: the emulator does not allow the request with the other body.
        """
        if body is None:
            return await self._upstream.request(self.request)
        return require_allowed(await self._upstream.request(sign_again(self.request, body, self._signers)))

    async def answer(self, response: ProxiedResponse) -> None:
        """Send the caller this response."""
        await self.connection.send(response)

    async def hold(self, seconds: float) -> None:
        """Wait, but not longer than the faults last."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._no_faults.wait(), seconds)

    def cut(self) -> None:
        """Drop the caller's connection without a response."""
        self.connection.cut()


WireFault = Callable[[Exchange], Awaitable[None]]
"""Decides over one exchange: forwards it or not, answers it or not."""


class FaultSource(Protocol):
    """Decides which requests meet which fault."""

    def fault_for(self, exchange: Exchange) -> WireFault | None:
        """Return the fault that the request meets, None to forward it."""
