"""Rows that a newer version wrote keep what this one does not know of, so that a stack may go back and forth."""

from typing import Any

import pytest

from handlers.aws.attributes import to_attributes
from handlers.decision.review import HOUR
from tests.handlers.broken_aws import refusal
from tests.handlers.feedback_on_aws import LABELS, FeedbackOnAws, fraud
from tests.handlers.feedback_reviews import open_review
from tests.handlers.reviews_table import put_review, review_row

NEWER = {"assigned": {"to": "team-7"}, "seen_by": frozenset({"ann", "bob"})}


def add_to_review(feedback: FeedbackOnAws) -> None:
    row = review_row(feedback.aws, "tx-1")
    put_review(feedback.aws, {**(row or {}), **NEWER})


def has_all(row: object) -> bool:
    return isinstance(row, dict) and NEWER.items() <= row.items()


def test_a_review_that_is_claimed_released_decided_and_settled(feedback: FeedbackOnAws) -> None:
    open_review(feedback)
    add_to_review(feedback)
    for action, fields in (("claim", {}), ("release", {}), ("decide", {"outcome": "decline", "label": "fraud"})):
        assert feedback.review("tx-1", action, **fields)[0] == 200
        assert has_all(review_row(feedback.aws, "tx-1"))
    row = review_row(feedback.aws, "tx-1")
    assert row
    assert not {"owed", "review_shard", "claimed_by"} & set(row)


def test_a_review_that_expires(feedback: FeedbackOnAws) -> None:
    open_review(feedback)
    add_to_review(feedback)

    assert feedback.run_schedule(HOUR)["expired"] == 1

    assert has_all(review_row(feedback.aws, "tx-1"))


@pytest.mark.parametrize("entities", [{}, {"customer_id": "C-9"}])
def test_labels_that_get_one_more_and_whose_event_is_told(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch, entities: dict[str, Any]
) -> None:
    def fail(**_: object) -> None:
        raise refusal("InternalError")

    feedback.store("tx-1", **entities)
    feedback.label(fraud("tx-1"))
    row = {**(feedback.row("tx-1") or {}), **NEWER}
    feedback.aws.client("dynamodb").put_item(TableName=LABELS, Item=to_attributes(row))

    with monkeypatch.context() as patch:
        patch.setattr(feedback.module.topic, "publish", fail)
        assert feedback.label(fraud("tx-1", label="legitimate", at=feedback.now - 500))[0]["status"] == "stored"
    row = dict(feedback.row("tx-1") or {})
    assert has_all(row)
    assert "owed_labels" in row
    feedback.run_schedule(60_000)

    row = dict(feedback.row("tx-1") or {})
    assert has_all(row)
    assert not {"owed_labels", "owed_shard", "owed_at", "note"} & set(row)
