"""The schedule ends reviews that nobody decided in time, and does what is owed for a minute; gauges say how it is."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from handlers.aws.attributes import to_attributes
from handlers.aws.clients import LONGEST_CALL
from handlers.aws.concurrency import Budget
from handlers.aws.feedback_troubles import FeedbackTroubles
from handlers.decision.review import HOUR
from handlers.decision.review_item import to_item
from tests.handlers.broken_aws import refusal
from tests.handlers.decision.reviews import ANN, review
from tests.handlers.feedback_on_aws import LABELS, NOW, FeedbackOnAws, feedback_on_aws, fraud
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


def fail(**_: Any) -> None:
    raise refusal("ThrottlingException")


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


def test_a_label_s_event_that_a_crash_left_is_published_and_settled(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    feedback.store("tx-1")
    with monkeypatch.context() as patch:
        patch.setattr(feedback.module.topic, "publish", fail)
        assert feedback.label(fraud("tx-1"))[0]["status"] == "stored"
        feedback.now += 1
        assert feedback.label(fraud("tx-1", label="legitimate", at=NOW - 500))[0]["status"] == "stored"
    row = feedback.row("tx-1")
    assert row
    assert (len(row["owed_labels"]), row["owed_at"]) == (2, NOW)

    assert feedback.run_schedule(59_998)["owed"] == 0
    assert feedback.events() == []
    feedback.run_schedule(1)

    assert [each["data"]["label"] for each in feedback.events()] == ["fraud", "legitimate"]
    assert not {"owed_labels", "owed_shard", "owed_at"} & set(feedback.row("tx-1") or ())


def owing_labels(feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Store a label of each payment whose event nobody hears of yet."""
    with monkeypatch.context() as patch:
        patch.setattr(feedback.module.topic, "publish", fail)
        for name in names:
            feedback.store(name, customer_id=f"C-{name}", terminal_id=f"T-{name}")
            feedback.label(fraud(name))


def test_a_row_of_labels_that_nobody_can_read_is_named_and_holds_no_other_s_event_up(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs
) -> None:
    owing_labels(feedback, monkeypatch, "tx-1", "tx-2")
    feedback.aws.client("dynamodb").put_item(
        TableName=LABELS, Item=to_attributes({**(feedback.row("tx-1") or {}), "history": "none of ours"})
    )
    logs.lines()

    assert feedback.run_schedule(60_000) == {"expired": 0, "owed": 1}

    assert [each["data"]["transaction_id"] for each in feedback.events()] == ["tx-2"]
    assert [each["item"] for each in logs.lines() if each["message"] == "unreadable"] == ["tx-1"]


@pytest.mark.parametrize(("operation", "heard"), [("get_item", 0), ("update_item", 1)])
def test_a_label_s_event_is_owed_until_it_is_noted_that_it_was_told(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs, operation: str, heard: int
) -> None:
    owing_labels(feedback, monkeypatch, "tx-1")
    logs.lines()
    with monkeypatch.context() as patch:
        patch.setattr(feedback.module.dynamodb, operation, fail)
        assert feedback.run_schedule(60_000) == {"expired": 0, "owed": 1}
    (line,) = [each for each in logs.lines() if each["message"] == "event owed"]
    assert (line["transaction_id"], line["reason"]) == ("tx-1", "ThrottlingException")
    first = feedback.events()

    assert feedback.run_schedule(60_000) == {"expired": 0, "owed": 0}
    assert (len(first), len({each["id"] for each in first + feedback.events()})) == (heard, 1)


def test_a_row_of_labels_that_another_wrote_while_its_event_was_told_owes_it_still(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs
) -> None:
    owing_labels(feedback, monkeypatch, "tx-1")
    publish = feedback.module.topic.publish

    def publish_and_lose(**call: Any) -> Any:
        row = feedback.row("tx-1") or {}
        written = {**row, "version": row["version"] + 1}
        feedback.aws.client("dynamodb").put_item(TableName=LABELS, Item=to_attributes(written))
        return publish(**call)

    logs.lines()
    with monkeypatch.context() as patch:
        patch.setattr(feedback.module.topic, "publish", publish_and_lose)
        assert feedback.run_schedule(60_000) == {"expired": 0, "owed": 1}
    assert [each["reason"] for each in logs.lines() if each["message"] == "event owed"] == ["another wrote the row"]

    assert feedback.run_schedule(60_000) == {"expired": 0, "owed": 0}
    assert len({each["id"] for each in feedback.events()}) == 1


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


def test_what_can_not_be_done_for_hundreds_keeps_no_review_from_expiring(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.aws.overdue.MOST_OF_A_RUN", 4)
    monkeypatch.setattr("handlers.aws.overdue.SHARE", 1)
    monkeypatch.setattr(feedback.module.topic, "publish", fail)
    for number in range(16):
        put_review(feedback.aws, to_item(review(transaction_id=f"tx-{number}").decided(ANN, "approve", NOW)))
    open_review(feedback, "tx-last")

    run = feedback.module.schedule.run(NOW + HOUR, FeedbackTroubles(), new_budget=lambda _: Budget(600))
    assert run.expired == 1


def test_of_more_that_are_over_than_a_run_works_on_each_expires_in_its_turn(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.aws.overdue.MOST_OF_A_RUN", 2)
    for number in range(5):
        open_review(feedback, f"tx-{number}")

    assert [feedback.run_schedule(HOUR)["expired"] for _ in range(4)] == [2, 2, 1, 0]


def test_a_review_that_could_not_be_ended_is_named_and_expires_in_the_next_run(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs
) -> None:
    open_review(feedback)
    logs.lines()
    with monkeypatch.context() as patch:
        patch.setattr(feedback.module.dynamodb, "update_item", fail)
        assert feedback.run_schedule(HOUR)["expired"] == 0
    (line,) = [each for each in logs.lines() if each["message"] == "unavailable"]
    assert (line["transaction_id"], line["reason"]) == ("tx-1", "ThrottlingException")

    assert feedback.run_schedule(60_000)["expired"] == 1
    assert [each["type"] for each in feedback.events()] == ["review.expired"]


def put_damaged(feedback: FeedbackOnAws, count: int) -> None:
    """Put rows into the index, due before all others, that hold no review."""
    for number in range(count):
        put_review(feedback.aws, {**to_item(review(transaction_id=f"no-{number}")), "status": "lost", "due": NOW})


def test_more_rows_than_a_run_works_on_that_nobody_can_read_hold_up_no_other(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs
) -> None:
    monkeypatch.setattr("handlers.aws.overdue.MOST_OF_A_RUN", 4)
    monkeypatch.setattr("handlers.aws.overdue.SHARE", 1)
    put_damaged(feedback, 30)
    open_review(feedback, "tx-1")
    put_review(feedback.aws, to_item(review(transaction_id="tx-2").decided(ANN, "approve", NOW)))
    logs.lines()

    assert feedback.run_schedule(HOUR) == {"expired": 1, "owed": 0}

    assert [each["type"] for each in feedback.events()] == ["review.decided", "review.expired"]
    *named, line = logs.lines()
    assert line["unreadable"] == line["UnreadableProfiles"] == 30
    assert 0 < len([each for each in named if each["message"] == "unreadable"]) <= 20


def test_a_run_that_has_no_time_to_get_past_them_leaves_it_to_the_next(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.aws.overdue.SHARE", 1)
    put_damaged(feedback, 30)
    open_review(feedback)
    clock, query = SimpleNamespace(now=0.0), feedback.module.dynamodb.query

    def query_slowly(**asked: Any) -> Any:
        clock.now += 0.1
        return query(**asked)

    monkeypatch.setattr(feedback.module.dynamodb, "query", query_slowly)
    expired = list[int]()
    while sum(expired) == 0:
        run = feedback.module.schedule.run(
            NOW + HOUR, FeedbackTroubles(), new_budget=lambda seconds: Budget(seconds, lambda: clock.now)
        )
        expired.append(run.expired)
        assert len(expired) < 30

    assert len(expired) > 1


def test_a_run_that_has_no_time_to_get_past_them_does_not_say_that_nothing_is_owed(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs
) -> None:
    monkeypatch.setattr("handlers.aws.overdue.SHARE", 1)
    put_damaged(feedback, 30)
    put_review(feedback.aws, to_item(review(transaction_id="tx-2").decided(ANN, "approve", NOW)))
    query = feedback.module.dynamodb.query

    def query_slowly(**asked: Any) -> Any:
        feedback.now += 100
        return query(**asked)

    logs.lines()
    with monkeypatch.context() as patch:
        patch.setattr(feedback.module.dynamodb, "query", query_slowly)
        assert feedback.run_schedule(HOUR) == {"expired": 0, "owed": 0}
    assert [each for each in logs.lines() if "OwedSeconds" in each] == []


def test_of_more_that_owe_than_a_run_works_on_each_has_its_turn(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.aws.overdue.MOST_OF_A_RUN", 4)
    for number in range(10):
        put_review(feedback.aws, to_item(review(transaction_id=f"tx-{number}").decided(ANN, "approve", NOW)))

    assert feedback.run_schedule(60_000)["owed"] == 6
    assert len(feedback.events()) == 4


def test_what_was_not_looked_for_is_not_told_as_nothing_owed(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs
) -> None:
    query = feedback.module.dynamodb.query
    monkeypatch.setattr(
        feedback.module.dynamodb,
        "query",
        lambda **asked: fail() if asked.get("IndexName") == "owed" else query(**asked),
    )

    feedback.run_schedule()

    assert not [each for each in logs.lines() if "OwedSeconds" in each]


def test_what_an_index_does_not_answer_for_is_left_to_the_next_run_and_the_rest_is_done(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs
) -> None:
    open_review(feedback)
    query = feedback.module.dynamodb.query

    def fail_on_labels(**asked: Any) -> Any:
        return fail() if asked.get("IndexName") == "owed" else query(**asked)

    with monkeypatch.context() as patch:
        patch.setattr(feedback.module.dynamodb, "query", fail_on_labels)
        assert feedback.run_schedule(HOUR)["expired"] == 1
    assert [each["part"] for each in logs.lines() if each["message"] == "unread"] == ["labels"]


def test_a_run_that_can_read_nothing_fails(feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback.module.dynamodb, "query", fail)

    with pytest.raises(Exception, match="ThrottlingException"):
        feedback.run_schedule()
