"""A live feed is sent without waiting for lines to come, and however it ends, the results are reported."""

import json
import os
import signal
import zlib
from http.server import BaseHTTPRequestHandler
from threading import Event

import pytest

from tests.fraudctl.client.fake_api import FakeApi, respond_with
from tests.fraudctl.client.feed import valid_line
from tests.pipeline.waiting import becomes_true
from tests.processes.send_process import TIMEOUT, feed, finish, has_read_all, run_send

ONE = valid_line("a") + b"\n"
BAD = b'{"transaction_id":"b","amount":-1}\n'


def gzipped(data: bytes) -> bytes:
    """Compress as a program does that flushes and goes on."""
    stream = zlib.compressobj(wbits=31)
    return stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)


@pytest.mark.parametrize(
    ("batch", "data"),
    [("1", gzipped(ONE)), ("2", ONE), ("100", gzipped(ONE)), ("100", b"[" + valid_line("a"))],
    ids=["gzip", "lines", "gzip in batches", "an array"],
)
def test_a_line_of_a_feed_is_sent_though_no_other_follows(server: FakeApi, batch: str, data: bytes) -> None:
    with run_send(server, "--batch", batch) as process:
        feed(process, data)

        assert server.came.acquire(timeout=TIMEOUT)

    assert server.ids == ["a"]


def test_lines_that_come_later_are_sent_as_well(server: FakeApi) -> None:
    with run_send(server, "--batch", "100") as process:
        for each in ("a", "b"):
            feed(process, valid_line(each) + b"\n")
            assert server.came.acquire(timeout=TIMEOUT)

    assert server.ids == ["a", "b"]


@pytest.mark.parametrize(
    ("number", "batch"), [(signal.SIGINT, "1"), (signal.SIGTERM, "1"), (signal.SIGHUP, "1"), (signal.SIGINT, "100")]
)
def test_a_signal_is_an_end_of_a_feed_that_tells_what_was_sent_and_what_was_refused(
    server: FakeApi, number: signal.Signals, batch: str
) -> None:
    with run_send(server, "--batch", batch) as process:
        feed(process, BAD + ONE)
        assert server.came.acquire(timeout=TIMEOUT)
        feed(process, BAD)
        process.send_signal(number)
        code, out, errors = finish(process)

    assert code == 128 + number, errors
    assert "amount: must be" in out
    assert "ended early: interrupted" in out
    assert "Traceback" not in errors
    assert errors.endswith("interrupted\n" if number == signal.SIGINT else "stopped\n")


def test_a_program_gets_the_summary_of_an_interrupted_feed_as_json(server: FakeApi) -> None:
    with run_send(server, "--json") as process:
        feed(process, BAD + ONE)
        assert server.came.acquire(timeout=TIMEOUT)
        process.send_signal(signal.SIGINT)
        code, out, errors = finish(process)

    assert out, errors
    found = json.loads(out)
    assert (code, found["ended"], found["accepted"]) == (130, "interrupted", 1)
    assert list(found["refused"].values()) == [[1]]
    assert [(each["line"], each["transaction_id"], each["outcome"]) for each in found["transactions"]] == [
        (1, "b", "refused"),
        (2, "a", "accepted"),
    ]


def test_a_request_under_way_is_awaited(server: FakeApi) -> None:
    answer = Event()

    def late(request: BaseHTTPRequestHandler) -> None:
        answer.wait(TIMEOUT)
        respond_with(200)(request)

    server.steps = [late]
    with run_send(server, "--json") as process:
        feed(process, ONE)
        assert server.came.acquire(timeout=TIMEOUT)
        process.send_signal(signal.SIGINT)
        answer.set()
        code, out, errors = finish(process)

    assert out, errors
    found = json.loads(out)
    assert (code, found["accepted"], found["unanswered"]) == (130, 1, [])


def test_a_further_signal_ends_the_wait_and_lists_the_unanswered_lines(server: FakeApi) -> None:
    over = Event()

    def never(_: object) -> None:
        over.wait(TIMEOUT)

    server.steps = [never]
    with run_send(server, "--json", "--concurrency", "1") as process:
        feed(process, b"".join(valid_line(each) + b"\n" for each in "abcd"))
        assert server.came.acquire(timeout=TIMEOUT)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        code, out, errors = finish(process)
        over.set()

    assert out, errors
    found = json.loads(out)
    assert (found["lines"], found["unanswered"], found["ended"]) == (0, [1], "interrupted")
    assert found["unsent"] in ([2, 3, 4], [])  # the latter where the signals came before the lines were read
    assert code in (130, 143)
    assert "Traceback" not in errors


def test_a_signal_before_any_transaction_tells_of_the_lines_that_are_none(server: FakeApi) -> None:
    with run_send(server) as process:
        feed(process, b"nonsense\n" * 3)
        assert becomes_true(lambda: has_read_all(process))
        process.send_signal(signal.SIGINT)
        code, out, errors = finish(process)

    assert code == 130
    assert "looks like" in out + errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_summary_that_nobody_reads_is_said_beside(server: FakeApi, options: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with run_send(server, *options, stdout=writing) as process:
        os.close(writing)
        _, errors = process.communicate(ONE + BAD, timeout=TIMEOUT)

    assert process.returncode == 1
    assert b"amount: must be" in errors
    assert b"Traceback" not in errors
    assert b"BrokenPipe" not in errors
