"""A webhook of the campaign's own: it takes events, answers 500, or hangs, as a kind says."""

import contextlib
import json
import threading
import urllib.request
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

Behaviour = Literal["takes", "fails", "hangs"]

PATIENCE = 30.0
"""Seconds after which a request that hangs is let go; whoever sent it has given up long before."""


class Webhook:
    """The ids of the events that it took, and how it behaves now."""

    def __init__(self) -> None:
        self.url = ""
        self.behaviour: Behaviour = "takes"
        self._taken = set[str]()
        self._lock = threading.Lock()
        self._over = threading.Event()

    @property
    def taken(self) -> frozenset[str]:
        """Return the ids of the events that it has answered 200."""
        with self._lock:
            return frozenset(self._taken)

    def answer(self, body: bytes) -> HTTPStatus:
        """Confirm a subscription, or take an event, unless it is to fail or to hang."""
        message = json.loads(body)
        if message["Type"] == "SubscriptionConfirmation":
            urllib.request.urlopen(message["SubscribeURL"], timeout=PATIENCE).close()  # noqa: S310 -- the emulator's
            return HTTPStatus.OK
        if (behaviour := self.behaviour) != "takes":
            if behaviour == "hangs":
                self._over.wait(PATIENCE)
            return HTTPStatus.INTERNAL_SERVER_ERROR
        with self._lock:
            self._taken.add(json.loads(message["Message"])["id"])
        return HTTPStatus.OK

    def end(self) -> None:
        """Let go of what hangs."""
        self._over.set()


@contextlib.contextmanager
def webhook() -> Iterator[Webhook]:
    """Yield a webhook that listens on this machine until the block ends."""
    made = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Answer as the webhook does."""
            status = made.answer(self.rfile.read(int(self.headers["Content-Length"])))
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the sender has given up
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield made
        finally:
            made.end()
            server.shutdown()
            thread.join()
