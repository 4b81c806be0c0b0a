"""A poller survives transient errors, reports the others, and stops soon."""

import dataclasses
import threading
import time
from collections.abc import Sequence

import pytest
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError

from emulator.streams import (
    InvocationResult,
    NotInvoked,
    Pace,
    StreamPoller,
    StreamPollerError,
    StreamRecord,
    UnsupportedMappingError,
)
from tests.emulator.streams.fake_aws import FakeStreamAws, client_error, poller
from tests.emulator.streams.scripted import BISECTING, MAPPING

CUT = ConnectionClosedError(endpoint_url="http://nowhere")
DOWN = EndpointConnectionError(endpoint_url="http://nowhere")


@pytest.mark.parametrize("call", ["describe_stream", "get_shard_iterator", "get_records", "invoke", "send_message"])
@pytest.mark.parametrize(
    "error",
    [
        CUT,
        DOWN,
        client_error("InternalServerError", 500),
        client_error("ThrottlingException"),
        client_error("Oops", 429),
    ],
    ids=str,
)
def test_a_transient_error_loses_nothing(fake_aws: FakeStreamAws, call: str, error: Exception) -> None:
    fake_aws.shards["shard-0"] = [1, 2, 3]
    fake_aws.poison = {2}
    fake_aws.errors[call] = [error]
    with poller(fake_aws, dataclasses.replace(BISECTING, maximum_retry_attempts=0)) as running:
        assert running.wait_until_drained(5)
    assert fake_aws.invoked == [[1, 2, 3], [1], [2, 3], [2], [3]]
    [(url, letter)] = fake_aws.sent
    assert url == "http://queues/123456789012/dead-letters"
    assert letter["DDBStreamBatchInfo"]["startSequenceNumber"] == "2"


@pytest.mark.parametrize("call", ["describe_stream", "get_records", "invoke", "send_message"])
def test_another_error_is_kept_and_raised(fake_aws: FakeStreamAws, call: str) -> None:
    fake_aws.shards["shard-0"] = [1]
    fake_aws.poison = {1}
    fake_aws.errors[call] = [client_error("AccessDeniedException")]
    running = poller(fake_aws, dataclasses.replace(MAPPING, maximum_retry_attempts=0))
    running.start()
    with pytest.raises(StreamPollerError, match=r"stream mapping of processor: .*AccessDeniedException"):
        running.wait_until_drained(5)
    for surfaces in (running.check, running.stop):
        with pytest.raises(StreamPollerError, match="AccessDeniedException"):
            surfaces()


def test_an_observer_that_fails_is_heard_of(fake_aws: FakeStreamAws) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("statistics")

    fake_aws.shards["shard-0"] = [1]
    with pytest.raises(StreamPollerError, match="statistics"), poller(fake_aws, on_batch=fail) as running:
        running.wait_until_drained(5)


def test_the_observer_sees_records_outcome_and_seconds(fake_aws: FakeStreamAws) -> None:
    seen: list[tuple[int, type[InvocationResult], float]] = []

    def observe(records: Sequence[StreamRecord], outcome: InvocationResult, seconds: float) -> None:
        seen.append((len(records), type(outcome), seconds))

    fake_aws.shards["shard-0"] = [1, 2]
    fake_aws.errors["invoke"] = [client_error("TooManyRequestsException", 429)]
    with poller(fake_aws, on_batch=observe) as running:
        assert running.wait_until_drained(5)
    assert [(count, kind.__name__) for count, kind, _ in seen] == [(2, NotInvoked.__name__), (2, "Response")]
    assert all(seconds >= 0 for *_, seconds in seen)


def test_what_went_wrong_first_is_not_hidden(fake_aws: FakeStreamAws) -> None:
    fake_aws.errors["describe_stream"] = [client_error("AccessDeniedException")]
    with pytest.raises(ZeroDivisionError), poller(fake_aws) as running:
        fail_after(running)


def fail_after(running: StreamPoller) -> None:
    while running.failure is None:
        time.sleep(0.001)
    raise ZeroDivisionError


def test_it_stops_at_once_wherever_it_waits(fake_aws: FakeStreamAws) -> None:
    before, idle_pace = set(threading.enumerate()), 60
    fake_aws.errors["describe_stream"] = [DOWN] * 99
    trying = poller(fake_aws)
    trying.start()
    empty = FakeStreamAws()
    idle = poller(empty, pace=Pace(quick=idle_pace, idle=idle_pace))
    idle.start()
    while fake_aws.calls["describe_stream"] < 4 or not empty.calls["get_records"]:
        time.sleep(0.001)
    started = time.monotonic()
    trying.stop()
    idle.stop()
    assert time.monotonic() - started < idle_pace
    assert not set(threading.enumerate()) - before


def test_stopping_is_harmless_before_the_start_and_after_the_end(fake_aws: FakeStreamAws) -> None:
    running = poller(fake_aws)
    running.stop()
    running.start()
    running.stop()
    running.stop()
    assert not fake_aws.calls


def test_an_idle_poller_asks_rarely() -> None:
    fake_aws = FakeStreamAws()
    with poller(fake_aws, pace=Pace()) as running:
        assert not running.wait_until_drained(0)
        time.sleep(1)
    assert 3 <= fake_aws.calls["get_records"] <= 10


def test_a_parallelization_factor_is_refused(fake_aws: FakeStreamAws) -> None:
    with pytest.raises(UnsupportedMappingError, match=r"processor: .* parallelization factor but 1, not 2"):
        poller(fake_aws, dataclasses.replace(MAPPING, parallelization_factor=2))
