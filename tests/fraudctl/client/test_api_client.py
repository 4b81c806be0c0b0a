"""A request is retried where that may help, after as long as the API asks for; its time is that of the last attempt."""

import email.utils
import http.server
import socket
import time
from datetime import datetime
from typing import Any

import pytest
from urllib3.exceptions import HTTPError

from fraudctl.client.api_client import ApiClient
from fraudctl.client.failure import failure_reason
from fraudctl.client.retries import MAX_PAUSE, RETRY_POLICY
from tests.fraudctl.client.fake_api import FakeApi, Step, break_off, hang_up, respond_with

LIMIT = (RETRY_POLICY.total or 0) + 1
"""Attempts."""


@pytest.mark.parametrize(
    "trouble", [respond_with(429), respond_with(502), respond_with(503), respond_with(504), hang_up, break_off]
)
def test_what_another_attempt_may_change_is_tried_again_with_the_same_body(server: FakeApi, trouble: Step) -> None:
    server.steps = [trouble, trouble, respond_with(200)]

    assert server.post().status == 200
    assert server.bodies == [b'{"transaction_id":"a"}'] * 3
    assert len(server.pauses) == 2


@pytest.mark.parametrize("status", [200, 301, 400, 403, 409, 413, 500])
def test_what_another_attempt_would_not_change_is_answered_at_once(server: FakeApi, status: int) -> None:
    server.steps = [respond_with(status, "1"), respond_with(418)]

    assert (server.post().status, server.pauses) == (status, [])


def test_an_api_that_stays_busy_answers_in_the_end(server: FakeApi) -> None:
    server.steps = [respond_with(503)]

    assert server.post().status == 503
    assert len(server.bodies) == LIMIT


def test_an_api_that_stays_away_is_asked_again_until_the_retries_are_used_up(server: FakeApi) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        server.url = f"http://127.0.0.1:{closed.getsockname()[1]}/transactions"

    with pytest.raises(HTTPError) as failure:
        server.post()

    assert len(server.pauses) == LIMIT - 1
    assert failure_reason(failure.value) == "Connection refused"


def test_pauses_grow_and_no_two_clients_keep_in_step(server: FakeApi) -> None:
    server.steps = [respond_with(503)]

    server.post()
    server.post()

    first, second = server.pauses[: LIMIT - 1], server.pauses[LIMIT - 1 :]
    assert all(0 < pause <= MAX_PAUSE for pause in server.pauses)
    assert first == sorted(first)
    assert sum(first) > 15  # an API is away for as long while it is deployed
    assert first != second


def a_date(seconds: float) -> str:
    return email.utils.formatdate(time.time() + seconds, usegmt=True)


LONG = (MAX_PAUSE, MAX_PAUSE)
AS_IF_UNSAID = (0.01, 1.0)
ASKED = {
    "seconds": ("3", (3, 3)),
    "seconds with blanks": (" 3 ", (3, 3)),
    "years": ("1000000000", LONG),
    "an hour, as a date": (a_date(3600), LONG),
    "a date ages away": ("Fri, 31 Dec 9999 23:59:59 GMT", LONG),
    "a date gone by": (a_date(-3600), AS_IF_UNSAID),
    "the first date": ("Thu, 01 Jan 1970 00:00:00 GMT", AS_IF_UNSAID),
    "no date": ("Mon, 00 Jan 0000 00:00:00 GMT", AS_IF_UNSAID),
    "a date beyond the clock": ("Fri, 31 Dec 99999999999999999999 23:59:59 GMT", AS_IF_UNSAID),
    "thousands of digits": ("9" * 5000, AS_IF_UNSAID),
    **{each: (each, AS_IF_UNSAID) for each in ("0", "-5", "1e9", "1.5", "nan", "inf", "soon", "", "1, 2", "\xb2")},
}
"""By what a server says, what it says and the least and the most seconds to wait."""


@pytest.mark.parametrize("kind", ASKED)
def test_retry_after_is_followed_to_a_limit_and_where_it_makes_sense(server: FakeApi, kind: str) -> None:
    asked, (least, most) = ASKED[kind]
    server.steps = [respond_with(503, asked), respond_with(200)]

    assert server.post().status == 200
    (paused,) = server.pauses
    assert least <= paused <= most


def test_retry_after_as_a_date_is_the_time_until_then(server: FakeApi) -> None:
    server.steps = [respond_with(503, a_date(20)), respond_with(200)]

    server.post()

    assert 0 < server.pauses[0] <= 20


def test_each_attempt_is_signed_for_its_own_time(server: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    times = (datetime(2026, 1, 1, 12, minute) for minute in range(LIMIT))  # noqa: DTZ001 -- as botocore's
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: next(times))
    server.steps = [respond_with(503), respond_with(200)]

    server.post()

    assert len({headers["Authorization"] for headers in server.headers}) == 2


def test_the_time_of_a_request_is_that_of_its_last_attempt(server: FakeApi) -> None:
    def late(request: http.server.BaseHTTPRequestHandler) -> None:
        time.sleep(0.5)
        respond_with(503)(request)

    server.steps = [late, respond_with(200)]
    started = time.perf_counter()

    answer = server.post()

    assert time.perf_counter() - started - answer.seconds > 0.5


def test_a_client_that_is_told_to_stop_retrying_tries_nothing_again(server: FakeApi) -> None:
    server.steps = [respond_with(503), respond_with(200)]
    target: Any = server
    client = ApiClient(target)
    client.stop_retrying()

    assert client.post(b"{}").status == 503
    assert len(server.bodies) == 1
