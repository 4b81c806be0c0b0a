"""A reverse proxy that counts what a function asks of AWS, at the wire: the SDK's own retries count too."""

import http.client
import json
import re
import threading
from collections import Counter
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from emulator.sandbox import HOST

WRITE_UNIT = 1024
"""Bytes of an item that one write unit covers."""

INVOKE = re.compile(r"/2015-03-31/functions/[^/]+/invocations")


class CountingProxy:
    """Listens on a free port for as long as its block lasts, and passes everything on to the emulator."""

    def __init__(self, emulator: str) -> None:
        self.calls: Counter[str] = Counter()
        """By operation."""
        self.write_units = self.read_units = 0
        address = urlsplit(emulator)
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer((HOST, 0), _handler(self, str(address.hostname), int(address.port or 80)))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="proxy", daemon=True)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._server.server_address[1]}"

    def count(self, path: str, headers: Mapping[str, str], body: bytes) -> None:
        """Notes a request."""
        name = operation(path, headers, body)
        writes, reads = units(name, body)
        with self._lock:
            self.calls[name] += 1
            self.write_units += writes
            self.read_units += reads

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def operation(path: str, headers: Mapping[str, str], body: bytes) -> str:
    """The operation that a request asks for, in any of the three protocols that the functions' services speak."""
    if target := headers.get("X-Amz-Target"):
        return target.rpartition(".")[2]
    if INVOKE.match(path):
        return "Invoke"
    return parse_qs(body.decode()).get("Action", ["?"])[0]


def units(name: str, body: bytes) -> tuple[int, int]:
    """The write and read units that a call to DynamoDB uses where what it reads is small or missing."""
    if name in ("Query", "PutItem", "UpdateItem", "BatchGetItem", "BatchExecuteStatement"):
        asked = json.loads(body)
        match name:
            case "Query":
                return 0, 1
            case "PutItem":
                return _write_units(asked["Item"]), 0
            case "BatchGetItem":
                return 0, sum(len(table["Keys"]) for table in asked["RequestItems"].values())
            case "UpdateItem":  # of a score, which is small
                return 1, 0
            case "BatchExecuteStatement":  # INSERTs
                return sum(_write_units({"Item": each["Parameters"]}) for each in asked["Statements"]), 0
    return 0, 0


def _write_units(item: Mapping[str, Any]) -> int:
    """From the item's JSON, which is larger than what DynamoDB counts: never too few."""
    return -(-len(json.dumps(item, ensure_ascii=False).encode()) // WRITE_UNIT)


def _handler(proxy: CountingProxy, host: str, port: int) -> type[BaseHTTPRequestHandler]:
    connections = threading.local()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            proxy.count(self.path, self.headers, body)  # type: ignore[arg-type]  # a Message is mapping enough
            if not hasattr(connections, "upstream"):
                connections.upstream = http.client.HTTPConnection(host, port, timeout=30)
            upstream: http.client.HTTPConnection = connections.upstream
            upstream.request("POST", self.path, body, dict(self.headers.items()))  # Host and all: it is signed
            answer = upstream.getresponse()
            content = answer.read()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler
