"""The schedule ends reviews that nobody decided in time, and does what is owed for a minute; gauges say how it is."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from handlers.aws.clients import LONGEST_CALL
from handlers.aws.concurrency import Budget
from handlers.aws.feedback_troubles import FeedbackTroubles
from handlers.decision.review import HOUR
from handlers.decision.review_item import to_item
from tests.handlers.broken_aws import fail
from tests.handlers.decision.reviews import ANN, review
from tests.handlers.feedback_on_aws import NOW, FeedbackOnAws, feedback_on_aws, fraud
from tests.handlers.feedback_reviews import CUSTOMER, open_review, owed
from tests.handlers.functions import FunctionLogs
from tests.handlers.reviews_table import put_review, review_row
from tests.handlers.scoring_on_aws import ScoringOnAws


@pytest.fixture
def declining(
    aws: boto3.Session, transactions: str, scoring: ScoringOnAws, logs: FunctionLogs
) -> Iterator[FeedbackOnAws]:
    """Yield Feedback of a stack whose reviews expire as declined."""
    with feedback_on_aws(aws, transactions, scoring, logs, expired_outcome="decline") as made:
        yield made


def test_a_review_expires_when_its_time_is_over_and_not_before(feedback: FeedbackOnAws) -> None:
    open_review(feedback)
    feedback.review("tx-1", "claim")

    assert feedback.run_schedule(HOUR - 1) == {"expired": 0, "owed": 0}
    assert feedback.run_schedule(1) == {"expired": 1, "owed": 0}

    row = review_row(feedback.aws, "tx-1")
    assert row
    assert (row["status"], row["final_outcome"], row["decided_by"]) == ("expired", "approve", "schedule")
    assert "review_shard" not in row
    (event,) = feedback.events()
    assert event["type"] == "review.expired"
    assert event["data"] == {
        "transaction_id": "tx-1",
        "timestamp": NOW - 60_000,
        "outcome": "review",
        "final_outcome": "approve",
    }
    assert not feedback.facts(CUSTOMER).labels
    assert feedback.run_schedule(60_000) == {"expired": 0, "owed": 0}
    assert feedback.events() == []


def test_where_reviews_expire_as_declined_that_is_a_fact(declining: FeedbackOnAws) -> None:
    open_review(declining)

    declining.run_schedule(HOUR)

    assert [each.fraud for each in declining.facts(CUSTOMER).labels] == [False]


def test_what_could_not_be_done_in_the_request_is_done_a_minute_later(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs
) -> None:
    open_review(feedback)
    with monkeypatch.context() as patch:
        patch.setattr(feedback.module.topic, "publish", fail)
        patch.setattr(feedback.module.dynamodb, "transact_write_items", fail)
        status, body = feedback.review("tx-1", "decide", outcome="decline", label="fraud")
    assert (status, body["state"]) == (200, "declined")
    assert owed(feedback) == {"facts", "label", "event"}
    logs.lines()

    assert feedback.run_schedule(59_999) == {"expired": 0, "owed": 0}
    assert owed(feedback) == {"facts", "label", "event"}
    assert feedback.run_schedule(1) == {"expired": 0, "owed": 0}

    assert owed(feedback) == set()
    assert [each["type"] for each in feedback.events()] == ["review.decided", "transaction.labelled"]
    (label,) = feedback.facts(CUSTOMER).labels
    assert (label.fraud, label.received) == (True, NOW)


def test_what_cannot_be_done_still_is_owed_and_the_gauge_says_for_how_long(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs
) -> None:
    open_review(feedback)
    feedback.store("tx-2", customer_id="C-2", terminal_id="T-2")
    monkeypatch.setattr(feedback.module.topic, "publish", fail)
    feedback.label(fraud("tx-2"))
    feedback.now += 1000
    feedback.review("tx-1", "decide", outcome="approve")
    logs.lines()

    assert feedback.run_schedule(119_000) == {"expired": 0, "owed": 2}

    *warnings, line = [each for each in logs.lines() if each["service"] == "feedback"]
    assert {(each["message"], each["transaction_id"]) for each in warnings} == {
        ("event owed", "tx-1"),
        ("event owed", "tx-2"),
    }
    assert (line["OwedSeconds"], line["OpenReviews"], line["OldestReviewSeconds"]) == (120, 0, 0)


def test_of_many_events_that_a_row_owes_those_told_before_the_time_was_over_are_told_once(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    feedback.store("tx-1")
    publish, told = feedback.module.topic.publish, list[None]()

    def publish_two(**call: Any) -> Any:
        if len(told) == 2:
            fail()
        told.append(None)
        return publish(**call)

    with monkeypatch.context() as patch:
        patch.setattr(feedback.module.topic, "publish", fail)
        for number in range(3):
            feedback.label(fraud("tx-1", at=NOW - 500 + number))
    with monkeypatch.context() as patch:
        patch.setattr(feedback.module.topic, "publish", publish_two)
        feedback.run_schedule(60_000)
    row = feedback.row("tx-1")
    assert row
    assert [each["at"] for each in row["owed_labels"]] == [NOW - 498]
    feedback.run_schedule(60_000)

    events = feedback.events()
    assert len(events) == len({each["id"] for each in events}) == 3
    assert "owed_labels" not in (feedback.row("tx-1") or ())


def test_gauges_say_how_many_wait_and_since_when(feedback: FeedbackOnAws, logs: FunctionLogs) -> None:
    for name, later in (("tx-1", 0), ("tx-2", 5000), ("tx-3", 5000)):
        feedback.now = NOW + later
        open_review(feedback, name)
    feedback.review("tx-2", "claim")
    feedback.review("tx-3", "decide", outcome="approve")
    logs.lines()

    feedback.run_schedule(10_000)

    (line,) = logs.lines()
    assert (line["OpenReviews"], line["OldestReviewSeconds"], line["OwedSeconds"]) == (2, 15, 0)
    assert line["ReviewsExpired"] == 0


def test_a_transaction_that_is_gone_holds_nothing_up(feedback: FeedbackOnAws, logs: FunctionLogs) -> None:
    put_review(feedback.aws, to_item(review().decided(ANN, "decline", NOW, None, "fraud")))

    assert feedback.run_schedule(60_000) == {"expired": 0, "owed": 0}

    assert owed(feedback) == set()
    assert [each["type"] for each in feedback.events()] == ["review.decided"]
    assert feedback.row("tx-1") is None
    assert "its transaction is gone" in [each.get("reason") for each in logs.lines()]


def test_a_row_that_nobody_can_read_holds_no_other_up(feedback: FeedbackOnAws, logs: FunctionLogs) -> None:
    open_review(feedback)
    put_review(feedback.aws, {**to_item(review(transaction_id="tx-0")), "status": "lost", "due": NOW})
    logs.lines()

    assert feedback.run_schedule(HOUR) == {"expired": 1, "owed": 0}
    assert [each["item"] for each in logs.lines() if each["message"] == "unreadable"] == ["tx-0"]


def test_a_row_that_lacks_what_gauges_count_by_ends_no_run(feedback: FeedbackOnAws, logs: FunctionLogs) -> None:
    open_review(feedback)
    whole = to_item(review(transaction_id="tx-0"))
    put_review(feedback.aws, {name: value for name, value in whole.items() if name != "opened_at"})
    logs.lines()

    feedback.run_schedule(10_000)

    (line,) = [each for each in logs.lines() if "OpenReviews" in each]
    assert (line["OpenReviews"], line["OldestReviewSeconds"]) == (2, 10)


def test_a_topic_that_hangs_keeps_no_review_from_expiring_and_no_gauge_from_being_told(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_review(feedback)
    feedback.store("tx-2", customer_id="C-2", terminal_id="T-2")
    monkeypatch.setattr(feedback.module.topic, "publish", fail)
    feedback.label(fraud("tx-2"))
    clock = SimpleNamespace(now=0.0)

    def hang(**_: Any) -> None:
        clock.now += LONGEST_CALL
        fail()

    monkeypatch.setattr(feedback.module.topic, "publish", hang)
    run = feedback.module.schedule.run(
        NOW + HOUR, FeedbackTroubles(), new_budget=lambda seconds: Budget(seconds, lambda: clock.now)
    )

    assert run.expired == 1
    assert run.waiting
    assert run.owed_since == [NOW + HOUR]
    assert run.unread == {"labels": "BudgetSpent"}
