"""Events go out by a topic and by a bus: a way that is out is tried again alone, and whoever has heard is spared."""

import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.aws.clients import LONGEST_CALL
from handlers.aws.concurrency import MAX_WORKERS, Budget
from handlers.aws.feedback_troubles import FeedbackTroubles
from handlers.decision.review_item import to_item
from tests.handlers.broken_aws import refusal
from tests.handlers.decision.reviews import ANN, review
from tests.handlers.feedback_on_aws import NOW, FeedbackOnAws, fraud
from tests.handlers.feedback_reviews import open_review, owed
from tests.handlers.reviews_table import put_review, review_row

MINUTE = 60_000


class Bus:
    """An event bus that may be out."""

    def __init__(self) -> None:
        self.is_out = False
        self.calls = 0
        self.heard: list[str] = []
        """Ids of events."""

    def put_events(self, Entries: list[Mapping[str, Any]]) -> dict[str, Any]:  # noqa: N803 -- as AWS spells it
        """Take an event."""
        self.calls += 1
        if self.is_out:
            return {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalException"}]}
        self.heard += [json.loads(each["Detail"])["id"] for each in Entries]
        return {"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}


@pytest.fixture
def bus(feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch) -> Bus:
    made = Bus()
    monkeypatch.setattr(feedback.module.publisher, "_events", made)
    return made


def fail(**_: Any) -> None:
    raise refusal("InternalError")


def ids_of(feedback: FeedbackOnAws) -> list[str]:
    return [each["id"] for each in feedback.events()]


def test_while_the_bus_is_out_the_topic_hears_of_a_review_once(feedback: FeedbackOnAws, bus: Bus) -> None:
    open_review(feedback)
    bus.is_out = True
    feedback.review("tx-1", "decide", outcome="decline")
    for _ in range(3):
        assert feedback.run_schedule(MINUTE)["owed"] == 1
    assert owed(feedback) == {"event"}
    bus.is_out = False
    assert feedback.run_schedule(MINUTE)["owed"] == 0

    assert ids_of(feedback) == bus.heard
    assert len(bus.heard) == 1
    row = review_row(feedback.aws, "tx-1")
    assert row
    assert not {"owed", "heard_by", "review_shard"} & set(row)


def test_while_the_topic_is_out_the_bus_hears_of_a_review_once(
    feedback: FeedbackOnAws, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_review(feedback)
    with monkeypatch.context() as patch:
        patch.setattr(feedback.module.topic, "publish", fail)
        feedback.review("tx-1", "decide", outcome="approve")
        feedback.run_schedule(MINUTE)
    assert len(bus.heard) == 1
    feedback.run_schedule()

    assert ids_of(feedback) == bus.heard


def test_while_the_bus_is_out_the_topic_hears_of_each_label_once(feedback: FeedbackOnAws, bus: Bus) -> None:
    feedback.store("tx-1")
    bus.is_out = True
    for number in range(3):
        assert feedback.label(fraud("tx-1", at=NOW - 500 + number))[0]["status"] == "stored"
    for _ in range(3):
        assert feedback.run_schedule(MINUTE)["owed"] == 1
    told = ids_of(feedback)
    assert len(told) == len(set(told)) == 3
    bus.is_out = False
    assert feedback.run_schedule(MINUTE)["owed"] == 0

    assert sorted(bus.heard) == sorted(told)
    assert ids_of(feedback) == []
    assert not {"owed_labels", "owed_shard", "owed_at"} & set(feedback.row("tx-1") or ())


def test_a_bus_that_is_out_for_hundreds_keeps_no_event_from_the_topic_and_is_soon_left_to_the_next_run(
    feedback: FeedbackOnAws, bus: Bus
) -> None:
    for number in range(3 * MAX_WORKERS):
        put_review(feedback.aws, to_item(review(transaction_id=f"tx-{number}").decided(ANN, "approve", NOW)))
    bus.is_out = True

    run = feedback.module.schedule.run(NOW + MINUTE, FeedbackTroubles(), new_budget=lambda _: Budget(600))

    assert len(run.owed_since) == 3 * MAX_WORKERS
    assert len(set(ids_of(feedback))) == 3 * MAX_WORKERS
    assert bus.calls < 3 * MAX_WORKERS


def test_after_a_topic_that_took_all_the_time_the_bus_is_not_asked(
    feedback: FeedbackOnAws, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each call may take six seconds, and the function has ten."""
    put_review(feedback.aws, to_item(review().decided(ANN, "approve", NOW)))
    clock, publish = SimpleNamespace(now=0.0), feedback.module.topic.publish

    def publish_late(**call: Any) -> Any:
        clock.now += LONGEST_CALL
        return publish(**call)

    monkeypatch.setattr(feedback.module.topic, "publish", publish_late)
    feedback.module.schedule.run(
        NOW + MINUTE, FeedbackTroubles(), new_budget=lambda seconds: Budget(seconds, lambda: clock.now)
    )

    assert bus.calls == 0


def test_an_event_that_only_a_way_owes_which_the_stack_has_no_more_is_owed_no_more(
    feedback: FeedbackOnAws, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_review(feedback)
    bus.is_out = True
    feedback.review("tx-1", "decide", outcome="approve")
    feedback.events()
    monkeypatch.setattr(feedback.module.publisher, "_events", None)

    assert feedback.run_schedule(MINUTE)["owed"] == 0
    assert ids_of(feedback) == []
