"""A call ends in its time as a whole, however slowly an answer drips, or a server takes what it is sent."""

import http.server
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.credentials import Credentials
from urllib3.exceptions import HTTPError

from fraudctl.client import Client, NoAnswer
from fraudctl.client.connection import Connection
from fraudctl.client.failure import failure_reason
from tests.fraudctl.client.fake_api import FakeApi, drip, respond_with

BODY = b'{"transaction_id":"a","timestamp":7,"outcome":"approve","score":0,"reasons":[],"tags":[]}'
SECONDS = 0.4
"""For a call; the answers below take seconds, whatever else this machine does."""

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n" % len(BODY)
DRIPS = {
    "a status line": b"HTTP/1.1 200 " + b"OK" * 200,
    "headers": HEAD + b"".join(b"X-%d: 1\r\n" % number for number in range(50)) + b"\r\n" + BODY,
    "a body": b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n" + BODY.ljust(400),
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 80,
}


def client(url: str, **more: Any) -> Client:
    return Client(url, region="eu-west-1", credentials=Credentials("key", "secret"), seconds=SECONDS, **more)


@pytest.mark.parametrize("part", DRIPS)
def test_an_answer_that_drips_is_none_in_time(server: FakeApi, part: str) -> None:
    server.steps = [drip(DRIPS[part])]
    with client(server.url) as made, pytest.raises(NoAnswer, match="no answer in time"):
        made.transaction("a")


def test_a_payment_goes_on_by_the_default_outcome(server: FakeApi) -> None:
    server.steps = [drip(DRIPS["a body"])]
    with client(server.url, decision_seconds=SECONDS, default_outcome="review") as made:
        assert made.decide({"transaction_id": "a", "amount": 1}).outcome == "review"


def test_what_drips_after_a_retry_has_what_is_left_of_the_time(server: FakeApi) -> None:
    """The first answer takes time of the second."""
    server.steps = [respond_with(503), drip(DRIPS["a body"])]
    with client(server.url) as made, pytest.raises(NoAnswer):
        made.transaction("a")
    assert len(server.headers) <= 2


def test_an_answer_that_drips_and_is_complete_in_time_is_one(server: FakeApi) -> None:
    server.steps = [drip(HEAD + b"\r\n" + BODY)]
    with Client(server.url, signed=False, decision_seconds=3600) as made:
        assert made.decide({"transaction_id": "a", "amount": 1}).outcome == "approve"


def test_a_connection_that_waited_is_used_again_with_the_time_of_the_new_call(server: FakeApi) -> None:
    server.steps = [respond_with(200, body=BODY)]
    with Client(server.url, signed=False, decision_seconds=3600) as made:
        made.decide({"transaction_id": "a", "amount": 1})
        server.steps = [drip(DRIPS["a body"])]
        hurried = client(server.url)
        hurried._calls._connection._pool = made._calls._connection._pool  # noqa: SLF001 -- its connections
        with pytest.raises(NoAnswer, match="no answer in time"):
            hurried.transaction("a")


@contextmanager
def deaf() -> Iterator[str]:
    """Yield the address of a server that takes connections and nothing more."""
    with socket.create_server(("127.0.0.1", 0), backlog=8) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_a_server_that_takes_no_body_costs_no_more_than_the_time() -> None:
    """The body is larger than what the sockets of both sides hold."""
    with deaf() as url:
        connection = Connection(url, region="", credentials=None)
        with pytest.raises(HTTPError):
            connection.send("POST", "/", b" " * (64 << 20), seconds=SECONDS)
        connection.close()


def test_all_addresses_of_a_host_share_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, asked = [0.0], list[float]()

    class Unreachable(socket.socket):
        def settimeout(self, value: float | None) -> None:
            asked.append(value or 0)

        def connect(self, _: Any, /) -> None:
            clock[0] += asked[-1]
            raise TimeoutError("timed out")

    found = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (f"192.0.2.{number}", 80)) for number in range(4)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket, "socket", Unreachable)
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    connection = Connection("http://shop.example", region="", credentials=None)

    with pytest.raises(HTTPError) as failure:
        connection.send("GET", "/", seconds=8)

    assert asked == [5, 3]
    assert failure_reason(failure.value) == "no connection in time"


def test_an_answer_after_which_the_server_hangs_up_is_read_to_its_end(server: FakeApi) -> None:
    def answer_and_close(request: http.server.BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + BODY)
        request.close_connection = True

    server.steps = [answer_and_close]
    with Client(server.url, signed=False, decision_seconds=3600) as made:
        assert made.decide({"transaction_id": "a", "amount": 1}).outcome == "approve"
