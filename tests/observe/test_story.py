"""A transaction's story holds all that concerns it, in time order, and nothing of its neighbours."""

from decimal import Decimal
from typing import Any

import pytest
from rich.console import Console

from fraudctl.observe.story import Event, tell
from fraudctl.observe.story_shown import told
from tests.observe.stand_in import Written, after, stack

ME, OTHER = "tx-1", "tx-10"


def scored(score: str) -> dict[str, Any]:
    reasons = [{"reason": "amount_above_10000", "weight": Decimal("0.5")}]
    return {
        "transaction_id": ME,
        "fraud_score": Decimal(score),
        "scored_at": after(500).isoformat(),
        "reasons": reasons,
    }


@pytest.fixture
def written() -> Written:
    """A transaction that went all the way, beside another."""
    all_the_way = Written(
        item={"transaction_id": ME, "amount": 12_000, "created_at": after(0).isoformat()}, score=scored("0.9")
    )
    all_the_way.log("ingestion", 5, message="stored", transaction_id=ME, request_id="r-1", xray_trace_id="t-1")
    all_the_way.log("ingestion", 6, message="stored", transaction_id=OTHER, request_id="r-2", xray_trace_id="t-2")
    all_the_way.log("processing", 100, message="handed over", transactions=1, request_id="r-3", xray_trace_id="t-3")
    all_the_way.log("processing", 200, message="handed over", transactions=2, request_id="r-4", xray_trace_id="t-4")
    both = [{"id": ME, "score": 0.9}, {"id": OTHER, "score": 0.0}]
    all_the_way.log("scoring", 510, message="scored", count=2, scores=both, request_id="r-5", xray_trace_id="t-4")
    return all_the_way


def stages(events: list[Event]) -> list[str]:
    return [event.stage for event in events]


def test_it_is_told_in_the_order_of_time(written: Written) -> None:
    events = list(tell(stack(written), ME).events)
    assert stages(events) == ["transactions", "ingestion", "processing", "scores", "alerts", "scoring"]
    assert [event.at for event in events] == sorted(event.at for event in events)


def test_an_alert_that_is_owed_is_not_told_as_published(written: Written) -> None:
    written.score = {**scored("0.9"), "pending": ["alert"]}
    story = tell(stack(written), ME)

    (alert,) = [event.what for event in story.events if event.stage == "alerts"]
    assert alert == "alert still owed"
    console = Console(width=120)
    with console.capture() as captured:
        console.print(told(story))
    assert captured.get().rstrip().endswith("scored 0.9, its alert is still owed")


def test_the_batch_is_the_one_that_shares_scorings_trace(written: Written) -> None:
    (batch,) = [event for event in tell(stack(written), ME).events if event.stage == "processing"]
    assert batch.line is not None
    assert batch.line.request_id == "r-4"
    assert batch.detail == ""


def test_without_a_shared_trace_the_batch_is_told_by_time_and_size_and_says_so(written: Written) -> None:
    written.events["/aws/lambda/scoring-dev"] = []
    both = [{"id": ME, "score": 0.9}, {"id": OTHER, "score": 0.0}]
    written.log("scoring", 510, message="scored", count=2, scores=both, request_id="r-5", xray_trace_id="t-9")
    (batch,) = [event for event in tell(stack(written), ME).events if event.stage == "processing"]
    assert batch.line is not None
    assert batch.line.request_id == "r-4"
    assert "no trace" in batch.detail


def test_an_id_that_another_begins_with_is_not_mistaken_for_it(written: Written) -> None:
    texts = [str(event.as_json()) for event in tell(stack(written), ME).events]
    assert not any(OTHER in text for text in texts)


def test_every_other_line_of_the_same_request_belongs_to_it(written: Written) -> None:
    written.log("ingestion", 4, message="slow table", request_id="r-1")
    written.log("ingestion", 4, message="somebody else's", request_id="r-2")
    said = [event.what for event in tell(stack(written), ME).events]
    assert "slow table" in said
    assert "somebody else's" not in said


def test_a_batch_that_processing_logs_only_when_it_is_scored_already_is_found(written: Written) -> None:
    written.events["/aws/lambda/processing-dev"] = []
    written.events["/aws/lambda/scoring-dev"] = []
    written.log("processing", 520, message="handed over", transactions=1, request_id="r-6", xray_trace_id="t-6")
    written.log("scoring", 510, message="scored", count=1, scores=[{"id": ME}], request_id="r-5", xray_trace_id="t-9")
    assert "processing" in stages(list(tell(stack(written), ME).events))


@pytest.mark.parametrize(("score", "alerted"), [("0.9", True), ("0.8", False)])
def test_an_alert_is_told_of_above_the_threshold_only(
    written: Written,
    score: str,
    alerted: bool,  # noqa: FBT001 -- pytest gives it by name
) -> None:
    written.score = scored(score)
    assert ("alerts" in stages(list(tell(stack(written), ME).events))) is alerted


def test_an_unknown_id_has_no_story() -> None:
    waiting = Written()
    story = tell(stack(waiting), ME)
    assert story.events == []
    assert "neither" in told(story).renderables[-1].plain  # type: ignore[union-attr]  # a line of text


def test_stored_and_not_scored_is_said(written: Written) -> None:
    written.score = None
    assert "not scored" in told(tell(stack(written), ME)).renderables[-1].plain  # type: ignore[union-attr]  # likewise
