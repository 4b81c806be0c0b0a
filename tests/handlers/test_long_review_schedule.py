"""The schedule with more to do than a run has time for: what is left has its turn in the next."""

from types import SimpleNamespace
from typing import Any

import pytest

from handlers.aws.concurrency import Budget
from handlers.aws.feedback_troubles import FeedbackTroubles
from handlers.decision.review import HOUR
from handlers.decision.review_item import to_item
from tests.handlers.broken_aws import fail
from tests.handlers.decision.reviews import ANN, review
from tests.handlers.feedback_on_aws import NOW, FeedbackOnAws
from tests.handlers.feedback_reviews import open_review
from tests.handlers.functions import FunctionLogs
from tests.handlers.reviews_table import put_review


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
