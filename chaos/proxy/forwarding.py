"""A proxy that forwards every request to the emulator: one thread, one port for each kind of caller."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar

import h11

from chaos.proxy.connections import CallerConnection, UpstreamConnection
from chaos.proxy.messages import ProxiedRequest
from emulator.sandbox import HOST

Result = TypeVar("Result")


class ForwardingProxy:
    """Listens for as long as its block lasts; who wants more than forwarding overrides `handle`."""

    def __init__(self, callers: Iterable[str]) -> None:
        self._callers = tuple(callers)
        self._upstream_port = 0
        self._ports: dict[str, int] = {}
        self._servers: list[asyncio.Server] = []
        self._serving: set[asyncio.Task[Any] | None] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.run(self._open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def endpoint(self, caller: str) -> str:
        """Return the address at which this kind of caller finds AWS."""
        return f"http://{HOST}:{self._ports[caller]}"

    def forward_to(self, port: int) -> None:
        """Forward to the emulator on this port from now on."""
        self._upstream_port = port

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run a coroutine in the proxy's thread, and wait for its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def call_soon(self, callback: Callable[[], object]) -> None:
        """Call a function in the proxy's thread, without waiting for it."""
        self._loop.call_soon_threadsafe(callback)

    async def handle(
        self, caller: str, request: ProxiedRequest, connection: CallerConnection, upstream: UpstreamConnection
    ) -> None:
        """Answer one request of a caller on its connection."""
        del caller
        await connection.send(await upstream.request(request))

    async def _open(self) -> None:
        for caller in self._callers:
            server = await asyncio.start_server(partial(self._serve, caller), HOST, 0)
            self._servers.append(server)
            self._ports[caller] = server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        while serving := asyncio.all_tasks() - {asyncio.current_task()}:  # a connection may just have come in
            for task in serving:
                task.cancel()
            await asyncio.gather(*serving, return_exceptions=True)

    async def _serve(self, caller: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection, upstream = CallerConnection(reader, writer), UpstreamConnection(host=HOST, port=self._upstream_port)
        task = asyncio.current_task()
        self._serving.add(task)  # else nothing may hold it once the caller is gone, and it ends before the effect
        try:
            while request := await connection.receive():
                await self.handle(caller, request, connection, upstream)
        except (OSError, h11.ProtocolError):
            connection.cut()  # a broken connection on one side breaks the other
        except asyncio.CancelledError:
            connection.cut()  # `_close` ends it; asyncio of Python 3.11 logs a stream's task that ends as cancelled
        finally:
            self._serving.discard(task)
            upstream.close()
            connection.close()
