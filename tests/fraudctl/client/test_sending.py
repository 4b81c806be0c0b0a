"""Every line is sent once, whatever the result of the others, and its result is counted."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import urllib3

from fraudctl.client.connection import ApiResponse
from fraudctl.client.flow_control import FAILURE_THRESHOLD
from fraudctl.client.line_results import SendSummary
from fraudctl.client.reading import NumberedLine
from fraudctl.client.sending import Sender
from fraudctl.errors import CommandError
from handlers.contract.errors import Refused


class CountingApi:
    """An API that accepts everything, and counts the requests under way at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way = 0
        self.most = 0
        self.requests = 0

    def post(self, body: bytes, path: str = "") -> ApiResponse:
        with self._lock:
            self.requests += 1
            self._under_way += 1
            self.most = max(self.most, self._under_way)
        answer: dict[str, Any] = {"transaction_id": "x"}
        if path:
            answer = {"results": [{"status": "stored", "transaction_id": "x"}] * body.count(b"transaction_id")}
        with self._lock:
            self._under_way -= 1
        return ApiResponse(status=200, body=answer, seconds=0.1, received=1.0)

    def stop_retrying(self) -> None:
        """Do nothing; there are no retries."""


def numbered_lines(count: int) -> list[NumberedLine]:
    return [(number, b'{"transaction_id":"%d","timestamp":1}' % number) for number in range(1, count + 1)]


def test_all_lines_are_sent_no_more_at_once_than_asked_for() -> None:
    api: Any = CountingApi()

    summary = Sender(client=api, concurrency=4).send(numbered_lines(200))

    assert (summary.lines, len(summary.accepted), api.requests) == (200, 200, 200)
    assert api.most <= 4


def test_batches_are_filled_in_the_order_of_the_lines() -> None:
    api: Any = CountingApi()

    summary = Sender(client=api, concurrency=2, batch=100).send(numbered_lines(250))

    assert (summary.lines, api.requests) == (250, 3)


def test_a_line_that_was_refused_when_it_was_read_is_counted_and_not_sent() -> None:
    api: Any = CountingApi()

    summary = Sender(client=api, concurrency=1).send(
        [(2, Refused("body", "is cut off")), (4, b"nonsense"), *numbered_lines(1)]
    )

    assert summary.refused == {"body: is cut off": [2], "body: must be a JSON object in UTF-8": [4]}
    assert (summary.lines, len(summary.accepted), api.requests) == (3, 1, 1)


def test_progress_ends_at_the_number_of_lines() -> None:
    seen: list[int] = []
    api: Any = CountingApi()

    Sender(client=api, concurrency=1, progress=lambda summary: seen.append(summary.lines)).send(numbered_lines(10))

    assert seen == list(range(1, 11))


def test_an_unforeseen_error_is_raised_and_not_swallowed() -> None:
    class Broken(CountingApi):
        def post(self, body: bytes, path: str = "") -> ApiResponse:
            raise ZeroDivisionError(f"{len(body)} {path}")

    api: Any = Broken()

    with pytest.raises(ZeroDivisionError):
        Sender(client=api, concurrency=2).send(numbered_lines(3))


@pytest.mark.parametrize("concurrency", [1, 8])
def test_an_api_that_stays_away_ends_it_and_the_lines_left_are_not_called_failed(concurrency: int) -> None:
    class Away(CountingApi):
        def post(self, body: bytes, path: str = "") -> ApiResponse:
            super().post(body, path)
            raise urllib3.exceptions.ProtocolError("the connection broke off")

    api: Any = Away()
    sender = Sender(client=api, concurrency=concurrency)

    with pytest.raises(CommandError, match="could not be reached"):
        sender.send(numbered_lines(4532))

    failed = sum(map(len, sender.summary.failed.values()))
    assert failed == api.requests < 4 * max(FAILURE_THRESHOLD, concurrency)
    assert sender.summary.unsent  # those that were read
    assert "in a row" in sender.summary.ended


def test_an_api_that_fails_now_and_then_does_not_end_it() -> None:
    class Wavering(CountingApi):
        def post(self, body: bytes, path: str = "") -> ApiResponse:
            answer = super().post(body, path)
            return answer if self.requests % FAILURE_THRESHOLD == 0 else replace(answer, status=503, body={})

    api: Any = Wavering()

    assert Sender(client=api, concurrency=1).send(numbered_lines(30)).lines == 30


@pytest.mark.parametrize("error", [ZeroDivisionError(), CommandError("no credentials")])
def test_an_error_leaves_a_summary_of_what_was_done_before_it(error: Exception) -> None:
    class Breaking(CountingApi):
        def post(self, body: bytes, path: str = "") -> ApiResponse:
            if self.requests == 2:
                raise error
            return super().post(body, path)

    api: Any = Breaking()
    sender = Sender(client=api, concurrency=1)

    with pytest.raises(type(error)):
        sender.send([*numbered_lines(5), (6, b"nonsense")])

    done = sender.summary
    assert (len(done.accepted), done.unanswered, done.complete) == (2, [3], False)
    told = [*done.unsent, *(number for numbers in done.refused.values() for number in numbers)]
    assert told == [4, 5, 6][: len(told)]  # as far as it had read


def test_progress_that_cannot_be_shown_leaves_a_summary_as_well() -> None:
    def broken(_: SendSummary) -> None:
        raise SystemExit(1)

    api: Any = CountingApi()
    sender = Sender(client=api, concurrency=1, progress=broken)

    with pytest.raises(SystemExit):
        sender.send(numbered_lines(4))

    done = sender.summary
    assert len(done.accepted) + len(done.unsent) == 4
    assert done.unanswered == []


def test_an_error_of_the_source_is_raised_after_what_it_gave_before() -> None:
    def source() -> Iterator[NumberedLine]:
        yield from numbered_lines(3)
        raise CommandError("the disk is gone")

    api: Any = CountingApi()
    sender = Sender(client=api, concurrency=2)

    with pytest.raises(CommandError, match="the disk is gone"):
        sender.send(source())

    assert len(sender.summary.accepted) == 3


def test_no_line_is_sent_before_its_time_at_the_rate() -> None:
    sent: list[float] = []

    class Timed(CountingApi):
        def post(self, body: bytes, path: str = "") -> ApiResponse:
            sent.append(time.perf_counter())
            return super().post(body, path)

    api: Any = Timed()
    started = time.perf_counter()

    Sender(client=api, concurrency=1, rate=50).send(numbered_lines(4))

    assert all(moment - started >= number / 50 for number, moment in enumerate(sent))
