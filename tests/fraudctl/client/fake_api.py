"""An API on this machine that answers as a test says."""

import contextlib
import http.server
import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore.credentials import Credentials

from fraudctl.client.api_client import ApiClient
from fraudctl.client.connection import ApiResponse

Step = Callable[[http.server.BaseHTTPRequestHandler], None]


def respond_with(status: int, retry_after: str | None = None, body: bytes = b'{"transaction_id":"a"}') -> Step:
    def step(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        if retry_after is not None:
            request.send_header("Retry-After", retry_after)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return step


def hang_up(request: http.server.BaseHTTPRequestHandler) -> None:
    request.connection.shutdown(socket.SHUT_RDWR)


def break_off(request: http.server.BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    request.close_connection = True


def drip(answer: bytes) -> Step:
    """Return a step that answers byte by byte, a hundred a second, as long as somebody listens."""

    def step(request: http.server.BaseHTTPRequestHandler) -> None:
        request.close_connection = True
        request.connection.settimeout(0.01)
        for byte in answer:
            request.wfile.write(bytes([byte]))
            with contextlib.suppress(TimeoutError):
                if not request.connection.recv(1):
                    return

    return step


@dataclass
class FakeApi:
    """An API that answers one step a request, repeating the last; without steps it accepts everything."""

    steps: list[Step] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    """Of what is read, with the query."""
    pauses: list[float] = field(default_factory=list)
    url: str = ""
    came: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    """Released by each request."""

    region = "eu-west-1"

    @property
    def exports(self) -> dict[str, str]:
        return {"api_endpoint": self.url}

    def credentials(self) -> Credentials:
        return Credentials("test", "test")

    def post(self) -> ApiResponse:
        target: Any = self
        poster = ApiClient(target, wait=self.pauses.append)
        try:
            return poster.post(b'{"transaction_id":"a"}')
        finally:
            poster.close()

    @property
    def ids(self) -> list[str]:
        """Return the transactions' ids in the order of the requests."""
        return re.findall(r'"transaction_id":"(\w+)"', b"".join(self.bodies).decode())

    def take(self, request: http.server.BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        self.headers.append(dict(request.headers))
        self.bodies.append(body)
        self.came.release()
        if self.steps:
            step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        else:
            stored = [{"status": "stored", "transaction_id": "a"}] * body.count(b'"transaction_id"')
            batch = request.path.endswith("/batch")
            step = respond_with(200, body=json.dumps({"results": stored} if batch else stored[0]).encode())
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # a client that waits no longer
            step(request)


@contextlib.contextmanager
def serve_fake_api() -> Iterator[FakeApi]:
    """Serve a fake API until the block ends."""
    made = FakeApi()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            made.take(self)

        def do_GET(self) -> None:
            made.paths.append(self.path)
            made.take(self)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the base class's name
            """Print nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://127.0.0.1:{server.server_port}/transactions"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        server.shutdown()
        thread.join()
