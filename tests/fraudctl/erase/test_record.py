"""The record of an erasure tells who, when and how much, and nobody of whom; until it is finished, from when on."""

from datetime import timedelta

from fraudctl.erase.record import WAIT, Record
from handlers.aws.attributes import from_attributes, to_attributes
from tests.handlers.marked_entities import marked

MOMENT = 1_795_350_600_000
OFFICER = "arn:aws:iam::123456789012:user/officer"
QUEUES_KEEP, STREAM_KEEPS = timedelta(days=14), timedelta(days=1)


def begun() -> Record:
    return Record.begun(marked(MOMENT, "a-customer-of-ours").marks[0], OFFICER)


def test_a_record_tells_who_when_and_how_much_and_nobody_of_whom() -> None:
    record = begun().with_counts({"transactions": 2}).with_counts({"transactions": 1, "labels": 1, "scores": 0})

    assert "a-customer" not in str(record.row)
    assert record.as_json() == {
        "reference": record.reference,
        "kind": "customer",
        "moment": "2026-11-22T12:30:00.000Z",
        "by": OFFICER,
        "state": "begun",
        "erased": {"transactions": 3, "labels": 1},
        "finish_from": "2026-12-07T12:30:00.000Z",
        "finished_at": None,
        "finished_by": None,
    }
    assert len(record.reference) == 8


def test_a_record_is_read_as_it_was_written() -> None:
    record = begun().with_counts({"transactions": 2})

    assert Record.in_row(from_attributes(to_attributes(record.row))) == record


def test_it_may_be_finished_when_queues_and_stream_are_empty() -> None:
    assert begun().finish_from - begun().at == WAIT >= QUEUES_KEEP + STREAM_KEEPS
