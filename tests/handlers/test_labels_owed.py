"""The schedule publishes the events of labels that a crash left, each once, whatever another row says."""

from typing import Any

import pytest

from handlers.aws.attributes import to_attributes
from tests.handlers.broken_aws import fail
from tests.handlers.feedback_on_aws import LABELS, NOW, FeedbackOnAws, fraud
from tests.handlers.functions import FunctionLogs


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
