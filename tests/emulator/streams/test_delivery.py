"""A batch is delivered by AWS's rules, tested one at a time."""

import dataclasses
import itertools

import pytest

from emulator.streams.delivery import LONGEST_DELAY, Delivery
from emulator.streams.mapping import StreamMapping
from emulator.streams.response import Response
from tests.emulator.streams.scripted import (
    ARRIVED,
    BISECTING,
    ERROR,
    MAPPING,
    SUCCESS,
    THROTTLED,
    numbers,
    poisoned,
    records,
    reported,
    run_delivery,
    script,
)


def test_success_settles_the_batch_in_one_invocation() -> None:
    journal = run_delivery(records(3), MAPPING, script(SUCCESS))
    assert journal.invoked == [[1, 2, 3]]
    assert journal.discards == []


def test_an_error_retries_the_whole_batch() -> None:
    journal = run_delivery(records(3), MAPPING, script(ERROR, SUCCESS))
    assert journal.invoked == [[1, 2, 3], [1, 2, 3]]
    assert journal.discards == []


def test_a_batch_is_discarded_when_its_retries_are_used_up() -> None:
    journal = run_delivery(records(3), MAPPING, poisoned(2))
    assert journal.invoked == [[1, 2, 3]] * 3
    [discard] = journal.discards
    assert numbers(discard.records) == [1, 2, 3]
    assert (discard.condition, discard.invocations, discard.response) == ("RetryAttemptsExhausted", 3, ERROR)


def test_without_a_limit_it_is_retried_for_ever() -> None:
    endless = dataclasses.replace(MAPPING, maximum_retry_attempts=-1)
    journal = run_delivery(records(1), endless, script(*[ERROR] * 500))
    assert len(journal.invoked) == 501
    assert journal.discards == []


def test_bisecting_isolates_the_poison_without_using_up_retries() -> None:
    journal = run_delivery(records(8), BISECTING, poisoned(3))
    assert journal.invoked == [[1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [3], [4], [5, 6, 7, 8]]
    assert journal.discarded == [[3]]
    assert journal.discards[0].invocations == 3


def test_a_report_moves_the_checkpoint_to_the_lowest_failure() -> None:
    journal = run_delivery(records(5), MAPPING, script(reported(5, 3, 4), SUCCESS))
    assert journal.invoked == [[1, 2, 3, 4, 5], [3, 4, 5]]


def test_behind_a_moved_checkpoint_the_attempts_begin_anew() -> None:
    # As recorded on AWS: three retries, the failing record last of its batch, seen five times, invoke count four.
    journal = run_delivery(
        records(3), dataclasses.replace(MAPPING, maximum_retry_attempts=3), script(*[reported(3)] * 5)
    )
    assert journal.invoked == [[1, 2, 3], [3], [3], [3], [3]]
    assert journal.discards[0].invocations == 4
    assert journal.discarded == [[3]]


@pytest.mark.parametrize("mapping", [MAPPING, BISECTING], ids=["whole", "bisecting"])
def test_a_report_from_the_first_record_on_uses_up_attempts(mapping: StreamMapping) -> None:
    journal = run_delivery(records(2), mapping, script(*[reported(1)] * 9))
    assert journal.invoked == [[1, 2]] * 3
    assert journal.discarded == [[1, 2]]


def test_with_both_a_report_bisects_at_the_reported_record() -> None:
    journal = run_delivery(records(4), BISECTING, script(reported(4), SUCCESS))
    assert journal.invoked == [[1, 2, 3, 4], [4]]


@pytest.mark.parametrize(
    "payload",
    [
        {"batchItemFailures": [{"itemIdentifier": ""}]},
        {"batchItemFailures": [{"itemIdentifier": None}]},
        {"batchItemFailures": [{"itemIdentifier": "unknown"}]},
        {"batchItemFailures": [{"itemIdentifier": "00002"}, {"itemIdentifier": "unknown"}]},
        {"batchItemFailures": [{"itemIdentifier": ["00002"]}]},
        {"batchItemFailures": [{"foo": "00002"}]},
        {"batchItemFailures": ["00002"]},
        {"batchItemFailures": 2},
        ["00002"],
        "00002",
    ],
    ids=str,
)
def test_a_malformed_report_fails_the_whole_batch(payload: object) -> None:
    malformed = Response(request_id="r", payload=payload)
    assert run_delivery(records(2), MAPPING, script(malformed)).invoked == [[1, 2], [1, 2]]
    assert run_delivery(records(2), BISECTING, script(malformed)).invoked == [[1, 2], [1], [2]]


@pytest.mark.parametrize(
    "payload", [None, "", [], {}, {"batchItemFailures": None}, {"batchItemFailures": []}, {"statusCode": 200}], ids=str
)
def test_an_empty_report_is_success(payload: object) -> None:
    assert run_delivery(records(2), MAPPING, script(Response(request_id="r", payload=payload))).invoked == [[1, 2]]


def test_reports_are_ignored_where_the_mapping_does_not_take_them() -> None:
    deaf = dataclasses.replace(MAPPING, report_batch_item_failures=False)
    assert run_delivery(records(2), deaf, script(reported(1))).invoked == [[1, 2]]


def test_throttled_invocations_use_up_no_attempts() -> None:
    journal = run_delivery(records(1), MAPPING, script(*[THROTTLED] * 20, ERROR, *[THROTTLED] * 20, ERROR, SUCCESS))
    assert len(journal.invoked) == 43
    assert journal.discards == []


def test_waits_grow_to_a_bound_and_start_anew_with_a_new_batch() -> None:
    journal = run_delivery(records(2), MAPPING, script(*[THROTTLED] * 8, reported(2), ERROR, SUCCESS))
    assert journal.delays == [0, 0.1, 0.2, 0.4, 0.8, 1.6, LONGEST_DELAY, LONGEST_DELAY, LONGEST_DELAY, 0, 0.1]


def test_records_that_grew_too_old_are_discarded_and_the_rest_goes_on() -> None:
    mortal = dataclasses.replace(MAPPING, maximum_record_age_seconds=60)
    journal = run_delivery(records(3), mortal, script(SUCCESS), clock=lambda: ARRIVED + 62.5)
    [discard] = journal.discards
    assert numbers(discard.records) == [1, 2]
    assert (discard.condition, discard.invocations, discard.response) == ("RecordAgeExceeded", 0, None)
    assert journal.invoked == [[3]]


def test_throttling_ends_with_the_records_age() -> None:
    mortal = dataclasses.replace(MAPPING, maximum_record_age_seconds=60)
    ticks = itertools.count(ARRIVED, 10)
    journal = run_delivery(records(1), mortal, script(*[THROTTLED] * 99), clock=lambda: next(ticks))
    assert len(journal.invoked) == 7
    assert journal.discards[0].condition == "RecordAgeExceeded"


def test_nothing_to_deliver_is_nothing_to_do() -> None:
    assert Delivery([], MAPPING).step(ARRIVED) is None
