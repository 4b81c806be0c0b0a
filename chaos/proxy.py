"""The proxy between the embedded AWS and those who call it: one thread, one door for each kind of caller."""

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Coroutine, Iterator
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar

from botocore.credentials import Credentials

from chaos.exchange import Caller, Exchange, Script
from chaos.signing import SignatureRefusedError
from chaos.wire import Line, read_message

HOST = "127.0.0.1"
LARGEST_HEAD = 1 << 20
CALLERS: tuple[Caller, ...] = ("functions", "poller", "clients")
Result = TypeVar("Result")


class Proxy:
    """Forwards everything to the emulator, unless the script says otherwise."""

    def __init__(self) -> None:
        self.injected = 0
        """How many requests met a fault so far."""
        self.abandoned: Counter[str] = Counter()
        """By operation, those whose caller gave up although they met none: the machine was too slow."""
        self.signers: dict[str, Credentials] = {}
        """By service, who signs a request that a fault has changed, where root may not do what it asks."""
        self.failure: SignatureRefusedError | None = None
        """Why a fault could not do what it says."""
        self._script: Script | None = None
        self._upstream = (HOST, 0)
        self._ports: dict[Caller, int] = {}
        self._active = 0
        self._serving: set[asyncio.Task[Any] | None] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault proxy", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def endpoint(self, caller: Caller) -> str:
        """Where this kind of caller finds AWS."""
        return f"http://{HOST}:{self._ports[caller]}"

    def lead_to(self, port: int) -> None:
        """Where the emulator listens."""
        self._upstream = (HOST, port)

    def trouble(self, script: Script) -> None:
        """From now on things go wrong."""
        self._loop.call_soon_threadsafe(self._calm.clear)
        self._script = script

    def calm(self) -> None:
        """From now on all is well; what was held goes on at once."""
        self._script = None
        self._loop.call_soon_threadsafe(self._calm.set)

    def wait_until_quiet(self, seconds: float, timeout: float) -> bool:
        """Whether, in time, the functions made no call for so many seconds."""
        try:
            self._run(asyncio.wait_for(self._quiet(seconds), timeout))
        except TimeoutError:
            return False
        return True

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _open(self) -> None:
        self._calm, self._stirred = asyncio.Event(), asyncio.Event()
        self._calm.set()
        self._servers = []
        for caller in CALLERS:
            server = await asyncio.start_server(partial(self._serve, caller), HOST, 0, limit=LARGEST_HEAD)
            self._servers.append(server)
            self._ports[caller] = server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        while serving := asyncio.all_tasks() - {asyncio.current_task()}:  # a connection may just have come in
            for task in serving:
                task.cancel()
            await asyncio.gather(*serving, return_exceptions=True)

    async def _quiet(self, seconds: float) -> None:
        while True:
            self._stirred.clear()
            if self._active:
                await self._stirred.wait()
                continue
            try:
                await asyncio.wait_for(self._stirred.wait(), seconds)
            except TimeoutError:
                return

    async def _serve(self, caller: Caller, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = Line(host=self._upstream[0], port=self._upstream[1])
        task = asyncio.current_task()
        self._serving.add(task)  # else nothing may hold it once the caller is gone, and it ends before the effect
        try:
            while (request := await read_message(reader)) and not writer.is_closing():
                exchange = Exchange(
                    caller,
                    request,
                    line=line,
                    reader=reader,
                    writer=writer,
                    calm=self._calm,
                    signers=self.signers,
                )
                await self._exchange(exchange)
        except (OSError, EOFError):
            writer.transport.abort()  # a broken connection on one side breaks the other
        except SignatureRefusedError as error:
            self.failure = error
            writer.transport.abort()
        finally:
            self._serving.discard(task)
            line.close()
            writer.close()

    async def _exchange(self, exchange: Exchange) -> None:
        with self._watch(exchange):
            chosen = self._script.fault_for(exchange) if self._script else None
            if chosen is None:
                answer = await exchange.forward()
                self.abandoned[exchange.operation] += exchange.abandoned
                await exchange.answer(answer)
                return
            self.injected += 1
            await chosen(exchange)

    @contextlib.contextmanager
    def _watch(self, exchange: Exchange) -> Iterator[None]:
        """A call of a function is work in progress, for those who wait until there is none."""
        if exchange.caller != "functions":
            yield
            return
        self._active += 1
        self._stirred.set()
        try:
            yield
        finally:
            self._active -= 1
            self._stirred.set()
