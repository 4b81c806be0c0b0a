"""A server that answers with bytes as they are given, and records the requests that it gets."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPResponse
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import h11

from chaos.proxy.forwarding import ForwardingProxy

SECONDS = 10.0


@dataclass(frozen=True)
class RawAnswer:
    """Bytes to answer with; the connection is closed after them or stays open."""

    content: bytes
    close: bool = False


@dataclass
class RawUpstream:
    """A server for one connection after the other."""

    answers: list[RawAnswer]
    requests: list[tuple[h11.Request, bytes]] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(SECONDS)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # the test is over
                return
            self.connections += 1
            with connection:
                self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        while request := self._receive(connection):
            self.requests.append(request)
            answer = self.answers.pop(0)
            connection.sendall(answer.content)
            if answer.close:
                return

    def _receive(self, connection: socket.socket) -> tuple[h11.Request, bytes] | None:
        parser, heads, body = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 20), list[h11.Request](), b""
        while True:
            event = parser.next_event()
            if isinstance(event, h11.Request):
                heads.append(event)
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage):
                return heads[0], body
            elif isinstance(event, h11.ConnectionClosed):
                return None
            else:
                parser.receive_data(connection.recv(1 << 16))


@contextmanager
def proxied(*answers: RawAnswer) -> Iterator[tuple[RawUpstream, socket.socket]]:
    """Yield a server with these answers, and a client's connection that leads to it through a proxy."""
    with ForwardingProxy(["clients"]) as proxy, behind(proxy, *answers) as connected:
        yield connected


@contextmanager
def behind(proxy: ForwardingProxy, *answers: RawAnswer) -> Iterator[tuple[RawUpstream, socket.socket]]:
    """Yield a server with these answers, and a client's connection that leads to it through this proxy."""
    with RawUpstream(list(answers)) as upstream:
        proxy.forward_to(upstream.port)
        address = urlsplit(proxy.endpoint("clients"))
        with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=SECONDS) as client:
            yield upstream, client


def exchange(client: socket.socket, request: bytes, method: str = "POST") -> tuple[HTTPResponse, bytes]:
    """Send a request, and return the response and its body."""
    client.sendall(request)
    response = HTTPResponse(client, method=method)
    response.begin()
    return response, response.read()
