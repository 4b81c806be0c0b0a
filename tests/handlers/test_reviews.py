"""A person claims, releases and decides; what is answered with 200 is so, and what follows from it is done."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from handlers.aws.attributes import to_attributes
from handlers.decision.review_item import to_item
from tests.handlers.broken_aws import refusal
from tests.handlers.decision.reviews import review
from tests.handlers.feedback_on_aws import NOW, FeedbackOnAws, fraud
from tests.handlers.feedback_reviews import CUSTOMER, open_review, owed
from tests.handlers.functions import FunctionLogs
from tests.handlers.reviews_table import put_review, review_row

ANN, BOB = (f"arn:aws:iam::123456789012:user/{name}" for name in ("ann", "bob"))


def test_a_claim_a_release_and_a_decision_are_answered_with_the_review_as_it_is_then(feedback: FeedbackOnAws) -> None:
    open_review(feedback)

    status, claimed = feedback.review("tx-1", "claim")
    assert (status, claimed["state"], claimed["claimed_by"]) == (200, "claimed", ANN)
    assert claimed["claimed_at"] == "2026-11-23T02:13:20.000+00:00"
    assert feedback.review("tx-1", "claim") == (200, {**claimed, "duplicate": True})
    status, released = feedback.review("tx-1", "release")
    assert (status, released["state"], "claimed_by" in released) == (200, "open", False)
    status, decided = feedback.review("tx-1", "decide", by="bob", outcome="approve", note="known to us")

    assert status == 200
    assert (decided["state"], decided["final_outcome"], decided["decided_by"]) == ("approved", "approve", BOB)
    assert (decided["note"], decided["outcome"], decided["timestamp"]) == ("known to us", "review", NOW - 60_000)
    assert feedback.review("tx-1", "decide", by="bob", outcome="approve") == (200, {**decided, "duplicate": True})


def test_of_two_people_the_second_hears_who_works_on_it_or_who_decided(feedback: FeedbackOnAws) -> None:
    open_review(feedback)
    feedback.review("tx-1", "claim")

    said = f"transaction_id: its review is claimed by {ANN} since 2026-11-23T02:13:20+00:00"
    for action, fields in (("claim", {}), ("release", {}), ("decide", {"outcome": "approve"})):
        assert feedback.review("tx-1", action, by="bob", **fields) == (409, {"error": said})
    feedback.review("tx-1", "decide", outcome="decline")

    said = f"transaction_id: its review was declined by {ANN} at 2026-11-23T02:13:20+00:00"
    assert feedback.review("tx-1", "decide", by="bob", outcome="approve") == (409, {"error": said})


def test_a_decline_is_a_fact_and_heard_of_and_its_label_with_it(feedback: FeedbackOnAws) -> None:
    open_review(feedback)

    feedback.review("tx-1", "decide", outcome="decline", label="fraud", note="k3epm3out")

    (label,) = feedback.facts(CUSTOMER).labels
    assert (label.fraud, label.received, label.amount) == (True, NOW, 120_000)
    row = feedback.row("tx-1")
    assert row
    assert (row["declined"], row["label"], row["source"], row["at"]) == (NOW, "fraud", "analyst", NOW)
    decided, labelled = feedback.events()
    assert (decided["type"], decided["version"], decided["environment"]) == ("review.decided", 1, "test")
    assert decided["data"] == {
        "transaction_id": "tx-1",
        "timestamp": NOW - 60_000,
        "outcome": "review",
        "final_outcome": "decline",
        "by": ANN,
        "note": "k3epm3out",
        "label": "fraud",
    }
    assert labelled["data"] == {
        "transaction_id": "tx-1",
        "timestamp": NOW - 60_000,
        "label": "fraud",
        "source": "analyst",
        "at": "2026-11-23T02:13:20.000+00:00",
        "received": "2026-11-23T02:13:20.000+00:00",
    }
    assert owed(feedback) == set()


@pytest.mark.parametrize(("outcome", "held"), [("decline", [False]), ("approve", [])])
def test_a_decline_alone_is_no_fraud_and_an_approval_no_fact(
    feedback: FeedbackOnAws, outcome: str, held: list[bool]
) -> None:
    open_review(feedback)

    feedback.review("tx-1", "decide", outcome=outcome)

    assert [each.fraud for each in feedback.facts(CUSTOMER).labels] == held
    assert owed(feedback) == set()


def test_a_label_that_comes_later_takes_the_decline_s_place_and_gives_it_back(feedback: FeedbackOnAws) -> None:
    open_review(feedback)
    feedback.review("tx-1", "decide", outcome="decline")

    feedback.label(fraud("tx-1"))
    assert [each.fraud for each in feedback.facts(CUSTOMER).labels] == [True]
    feedback.label(fraud("tx-1", label="legitimate", at=NOW - 500))

    assert [each.fraud for each in feedback.facts(CUSTOMER).labels] == [False]


def test_what_the_client_was_told_is_declined_is_no_news_to_the_facts(feedback: FeedbackOnAws) -> None:
    open_review(feedback, told="decline")

    feedback.review("tx-1", "decide", outcome="decline")

    assert not feedback.facts(CUSTOMER).labels
    assert [each["type"] for each in feedback.events()] == ["review.decided"]


def test_an_id_without_a_review_is_not_found(feedback: FeedbackOnAws) -> None:
    feedback.store("tx-1")

    assert feedback.review("tx-1", "claim") == (404, {"error": "transaction_id: no review of it was opened"})


def test_who_does_not_sign_says_who_they_are(feedback: FeedbackOnAws) -> None:
    open_review(feedback)
    body = '{"transaction_id": "tx-1", "action": "claim", "by": "ann"}'

    assert feedback.invoke(body, resource="/reviews")[1]["claimed_by"] == "ann"
    assert feedback.invoke(body, resource="/reviews", caller=BOB)[0] == 400
    assert feedback.invoke(body.replace(', "by": "ann"', ""), resource="/reviews")[1]["error"].startswith("by: ")


def test_a_request_that_breaks_the_contract_or_takes_no_json_is_refused(
    feedback: FeedbackOnAws, logs: FunctionLogs
) -> None:
    assert feedback.review("tx-1", "take") == (400, {"error": "action: must be claim, release or decide"})
    (line,) = logs.lines()
    assert (line["message"], line["Refusals"]) == ("refused", 1)
    headers = {"Content-Type": "application/json", "Accept": "text/html"}
    status, body = feedback.invoke("{}", resource="/reviews", caller=ANN, headers=headers)
    assert (status, body) == (406, {"error": "Accept: must allow application/json"})


@pytest.mark.parametrize("operation", ["get_item", "update_item"])
def test_a_table_that_does_not_answer_is_said_so_and_the_same_again_does_no_harm(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs, operation: str
) -> None:
    open_review(feedback)

    def fail(**_: Any) -> None:
        raise refusal("ThrottlingException")

    with monkeypatch.context() as patch:
        patch.setattr(feedback.module.dynamodb, operation, fail)
        status, body = feedback.review("tx-1", "claim")

    assert (status, body) == (503, {"error": "the review cannot be worked on now, try again"})
    (line,) = [each for each in logs.lines() if each["message"] == "unavailable"]
    assert (line["transaction_id"], line["reason"]) == ("tx-1", "ThrottlingException")
    assert feedback.review("tx-1", "claim")[0] == 200


def test_a_write_whose_answer_is_lost_is_this_request_s_own(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The SDK tries again, and meets the version that it wrote before."""
    open_review(feedback)
    update = feedback.module.dynamodb.update_item

    def update_twice(**asked: Any) -> Any:
        update(**asked)
        return update(**asked)

    with monkeypatch.context() as patch:
        patch.setattr(feedback.module.dynamodb, "update_item", update_twice)
        status, body = feedback.review("tx-1", "decide", outcome="decline")

    assert (status, body["final_outcome"], "duplicate" in body) == (200, "decline", False)
    assert [each.fraud for each in feedback.facts(CUSTOMER).labels] == [False]


def test_a_row_that_holds_no_review_is_never_written_over(feedback: FeedbackOnAws, logs: FunctionLogs) -> None:
    feedback.store("tx-1")
    strange = {**to_item(review()), "status": "lost"}
    put_review(feedback.aws, strange)
    logs.lines()

    assert feedback.review("tx-1", "claim")[0] == 503
    assert review_row(feedback.aws, "tx-1") == strange
    assert [each["item"] for each in logs.lines() if each["message"] == "unreadable"] == ["tx-1"]


def test_facts_that_nobody_can_read_are_named_and_keep_no_review_from_being_decided(
    feedback: FeedbackOnAws, logs: FunctionLogs
) -> None:
    open_review(feedback)
    damaged = {"entity": CUSTOMER, "version": 1, "lists": "none of ours"}
    feedback.aws.client("dynamodb").put_item(TableName=feedback.scoring.profiles, Item=to_attributes(damaged))
    logs.lines()

    assert feedback.review("tx-1", "decide", outcome="decline")[0] == 200
    assert [each["item"] for each in logs.lines() if each["message"] == "unreadable"] == [CUSTOMER]


def test_a_review_that_loses_every_race_is_to_be_asked_again(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_review(feedback)
    conflict = ClientError({"Error": {"Code": "TransactionConflictException", "Message": ""}}, "UpdateItem")

    def lose(**_: Any) -> None:
        raise conflict

    monkeypatch.setattr(feedback.module.dynamodb, "update_item", lose)

    assert feedback.review("tx-1", "claim")[0] == 503


def test_log_and_metrics_count_decisions_and_hold_no_note_and_nobody_s_name(
    feedback: FeedbackOnAws, logs: FunctionLogs
) -> None:
    for name, outcome in (("tx-1", "approve"), ("tx-2", "decline")):
        open_review(feedback, name)
        logs.text()
        feedback.review(name, "claim", by="k3epm3out")
        feedback.review(name, "decide", by="k3epm3out", outcome=outcome, note="k3epm3out")
        written = logs.text()
        assert "k3epm3out" not in written
        assert f'"ReviewsApproved":{int(outcome == "approve")}' in written
        assert f'"ReviewsDeclined":{int(outcome == "decline")}' in written
        assert written.count("ReviewsApproved") == 2  # of the decision alone: its name and its count
