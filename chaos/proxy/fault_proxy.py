"""The proxy in which faults decide over requests, from `start_faults` until `stop_faults`."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterator
from typing import get_args

from botocore.credentials import Credentials

from chaos.proxy.connections import CallerConnection, UpstreamConnection
from chaos.proxy.exchange import Caller, Exchange, FaultSource
from chaos.proxy.forwarding import ForwardingProxy
from chaos.proxy.messages import ProxiedRequest
from chaos.proxy.signing import SignatureRefusedError


class FaultProxy(ForwardingProxy):
    """Forwards everything to the emulator, unless its source of faults has one for the request."""

    def __init__(self) -> None:
        super().__init__(get_args(Caller))
        self.injected = 0
        """Requests that met a fault so far."""
        self.abandoned: Counter[str] = Counter()
        """By operation, requests whose caller gave up although they met no fault: the machine was too slow."""
        self.signers: dict[str, Credentials] = {}
        """By service, who signs a request that a fault has changed, where root may not do what it asks."""
        self.failure: SignatureRefusedError | None = None
        """The reason why a fault could not do what it says."""
        self._faults: FaultSource | None = None
        self._active = 0
        self._no_faults, self._activity = asyncio.Event(), asyncio.Event()
        self._no_faults.set()

    def start_faults(self, faults: FaultSource) -> None:
        """Let these faults decide over requests from now on."""
        self.call_soon(self._no_faults.clear)
        self._faults = faults

    def stop_faults(self) -> None:
        """Forward everything from now on, what faults hold back at once."""
        self._faults = None
        self.call_soon(self._no_faults.set)

    def wait_until_quiet(self, seconds: float, timeout: float) -> bool:
        """Wait until the functions made no call for so many seconds; return whether it was so in time."""
        try:
            self.run(asyncio.wait_for(self._quiet(seconds), timeout))
        except TimeoutError:
            return False
        return True

    async def handle(
        self, caller: str, request: ProxiedRequest, connection: CallerConnection, upstream: UpstreamConnection
    ) -> None:
        """Answer a request as its fault decides; note a SignatureRefusedError as the proxy's failure."""
        exchange = Exchange(
            caller,
            request,
            connection=connection,
            upstream=upstream,
            no_faults=self._no_faults,
            signers=self.signers,
        )
        with self._activity_of(caller):
            fault = self._faults.fault_for(exchange) if self._faults else None
            if fault is None:
                response = await exchange.forward()
                self.abandoned[exchange.operation] += connection.abandoned
                await exchange.answer(response)
                return
            self.injected += 1
            try:
                await fault(exchange)
            except SignatureRefusedError as error:
                self.failure = error
                exchange.cut()

    async def _quiet(self, seconds: float) -> None:
        while True:
            self._activity.clear()
            if self._active:
                await self._activity.wait()
                continue
            try:
                await asyncio.wait_for(self._activity.wait(), seconds)
            except TimeoutError:
                return

    @contextlib.contextmanager
    def _activity_of(self, caller: str) -> Iterator[None]:
        """Count a function's call as work in progress, for those who wait until there is none."""
        if caller != "functions":
            yield
            return
        self._active += 1
        self._activity.set()
        try:
            yield
        finally:
            self._active -= 1
            self._activity.set()
