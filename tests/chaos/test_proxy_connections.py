"""The proxy on the wire: whole messages pass, connections are kept, and one that breaks is seen as broken."""

import socket

import pytest

from tests.chaos.upstream import RawAnswer, exchange, proxied

OK = RawAnswer(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Kept: yes\r\n\r\nok")
POST = b"POST /path?query HTTP/1.1\r\nHost: aws\r\nAuthorization: signed\r\nContent-Length: 4\r\n\r\nbody"


def test_a_request_that_comes_byte_by_byte_passes_as_a_whole() -> None:
    with proxied(OK) as (upstream, client):
        for position in range(len(POST) - 1):
            client.sendall(POST[position : position + 1])
        response, body = exchange(client, POST[-1:])

    ((request, sent),) = upstream.requests
    assert (request.method, request.target, sent) == (b"POST", b"/path?query", b"body")
    assert dict(request.headers) == {b"host": b"aws", b"authorization": b"signed", b"content-length": b"4"}
    assert (response.status, body, response.headers["x-kept"]) == (200, b"ok", "yes")


def test_a_request_in_chunks_passes_with_its_length() -> None:
    head = b"POST / HTTP/1.1\r\nHost: aws\r\nTransfer-Encoding: chunked\r\n\r\n"
    with proxied(OK) as (upstream, client):
        exchange(client, head + b"3;a=b\r\nfir\r\n5\r\nstand\r\n0\r\n\r\n")

    ((request, sent),) = upstream.requests
    assert sent == b"firstand"
    assert dict(request.headers) == {b"host": b"aws", b"content-length": b"8"}


@pytest.mark.parametrize(
    "answer",
    [
        RawAnswer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nans\r\n3\r\nwer\r\n0\r\n\r\n"),
        RawAnswer(b"HTTP/1.1 200 OK\r\n\r\nanswer", close=True),
        RawAnswer(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nanswer", close=True),
        RawAnswer(b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nanswer"),
    ],
    ids=["in chunks", "until the connection ends", "before the connection ends", "after an interim response"],
)
def test_an_answer_passes_as_a_whole_and_the_callers_connection_is_kept(answer: RawAnswer) -> None:
    with proxied(answer, OK) as (_, client):
        response, body = exchange(client, POST)
        _, second = exchange(client, POST)

    assert (response.status, body, response.headers["content-length"]) == (200, b"answer", "6")
    assert response.headers["connection"] is None
    assert second == b"ok"


def test_one_connection_to_the_emulator_serves_many_requests() -> None:
    with proxied(OK, OK, OK) as (upstream, client):
        assert [exchange(client, POST)[1] for _ in range(3)] == [b"ok"] * 3

    assert upstream.connections == 1


def test_a_connection_that_the_emulator_closed_is_opened_again() -> None:
    with proxied(RawAnswer(OK.content, close=True), OK) as (upstream, client):
        assert [exchange(client, POST)[1] for _ in range(2)] == [b"ok"] * 2

    assert upstream.connections == 2


def test_a_kept_connection_that_ends_as_the_request_is_sent_is_opened_again() -> None:
    with proxied(OK, RawAnswer(b"", close=True), OK) as (upstream, client):
        assert [exchange(client, POST)[1] for _ in range(2)] == [b"ok"] * 2

    assert upstream.connections == 2


def test_a_caller_that_asks_to_close_is_answered_and_closed() -> None:
    with proxied(OK) as (upstream, client):
        response, _ = exchange(client, POST.replace(b"Host", b"Connection: close\r\nHost"))
        rest = client.recv(1)

    ((request, _),) = upstream.requests
    assert response.headers["connection"] == "close"
    assert rest == b""
    assert b"connection" not in dict(request.headers)


def test_head_tells_the_length_and_brings_no_body() -> None:
    with proxied(RawAnswer(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"), OK) as (_, client):
        response, body = exchange(client, b"HEAD / HTTP/1.1\r\nHost: aws\r\n\r\n", method="HEAD")
        _, second = exchange(client, POST)

    assert (response.headers["content-length"], body, second) == ("99", b"", b"ok")


def test_an_answer_that_may_have_no_body_says_no_length() -> None:
    with proxied(RawAnswer(b"HTTP/1.1 204 No Content\r\n\r\n"), OK) as (_, client):
        response, body = exchange(client, POST)
        _, second = exchange(client, POST)

    assert (response.status, response.headers["content-length"], body, second) == (204, None, b"", b"ok")


def test_a_caller_that_waits_for_100_continue_is_told_to_go_on() -> None:
    head, body = POST.replace(b"Host", b"Expect: 100-continue\r\nHost").split(b"\r\n\r\n")
    with proxied(OK) as (upstream, client):
        client.sendall(head + b"\r\n\r\n")
        interim = client.recv(1 << 10)
        _, answer = exchange(client, body)

    ((request, sent),) = upstream.requests
    assert interim == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert (sent, answer) == (b"body", b"ok")
    assert b"expect" not in dict(request.headers)


@pytest.mark.parametrize("half", [POST[:30], POST[:-2]], ids=["in its head", "in its body"])
def test_a_request_whose_caller_hangs_up_half_way_never_takes_effect(half: bytes) -> None:
    with proxied() as (upstream, client):
        client.sendall(half)
        client.shutdown(socket.SHUT_WR)
        assert client.recv(1) == b""

    assert upstream.requests == []


@pytest.mark.parametrize(
    "half",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nConte",
        OK.content[:-1],
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nan",
    ],
    ids=["before the answer", "in its head", "in its body", "in a chunk"],
)
def test_an_answer_that_breaks_off_breaks_the_callers_connection(half: bytes) -> None:
    with proxied(RawAnswer(half, close=True)) as (_, client):
        client.sendall(POST)
        assert client.recv(1) == b""


def test_what_is_no_http_breaks_the_connection() -> None:
    with proxied() as (upstream, client):
        client.sendall(b"\x16\x03\x01 no HTTP\r\n\r\n")
        assert client.recv(1) == b""

    assert upstream.requests == []


def test_a_request_with_a_large_head_passes() -> None:
    token = "t" * 100_000
    with proxied(OK) as (_, client):
        _, body = exchange(client, POST.replace(b"signed", token.encode()))

    assert body == b"ok"
