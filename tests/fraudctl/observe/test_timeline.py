"""A transaction's story holds all that concerns it, in time order, and nothing of its neighbours."""

from decimal import Decimal
from typing import Any

import pytest

from fraudctl.observe.timeline import Timeline, TimelineEvent, collect_timeline
from fraudctl.observe.timeline_view import render_timeline
from fraudctl.terminal.text import Terminal
from tests.fraudctl.observe.stack_with_logs import Written, after, stack

ME, OTHER = "tx-1", "tx-10"


def scored(score: str) -> dict[str, Any]:
    reasons = [{"reason": "amount_above_10000", "weight": Decimal("0.5")}]
    return {
        "transaction_id": ME,
        "fraud_score": Decimal(score),
        "scored_at": after(500).isoformat(),
        "reasons": reasons,
    }


ALERTED = {"alerted_at": after(600).isoformat(), "alerted_above": Decimal("0.8")}


@pytest.fixture
def written() -> Written:
    """A transaction that went all the way, beside another."""
    all_the_way = Written(
        item={"transaction_id": ME, "amount": 12_000, "created_at": after(0).isoformat()},
        score={**scored("0.9"), **ALERTED},
    )
    all_the_way.log("ingestion", 5, message="stored", transaction_id=ME, request_id="r-1", xray_trace_id="t-1")
    all_the_way.log("ingestion", 6, message="stored", transaction_id=OTHER, request_id="r-2", xray_trace_id="t-2")
    all_the_way.log("processing", 100, message="handed over", transactions=1, request_id="r-3", xray_trace_id="t-3")
    all_the_way.log("processing", 200, message="handed over", transactions=2, request_id="r-4", xray_trace_id="t-4")
    both = [{"id": ME, "score": 0.9}, {"id": OTHER, "score": 0.0}]
    all_the_way.log("scoring", 510, message="scored", count=2, scores=both, request_id="r-5", xray_trace_id="t-4")
    return all_the_way


def printed(story: Timeline, *, verbose: bool = False) -> str:
    console = Terminal(width=80)
    with console.capture() as captured:
        console.print(render_timeline(story, verbose=verbose), soft_wrap=True)
    return captured.get()


def last_line(story: Timeline) -> str:
    return printed(story).splitlines()[-1]


def stages(events: list[TimelineEvent]) -> list[str]:
    return [event.stage for event in events]


def test_it_is_told_in_the_order_of_time(written: Written) -> None:
    events = list(collect_timeline(stack(written), ME).events)
    assert stages(events) == ["transactions", "ingestion", "processing", "scores", "scoring", "alerts"]
    assert [event.at for event in events] == sorted(event.at for event in events)


def test_an_alert_that_is_owed_is_not_told_as_published(written: Written) -> None:
    written.score = {**scored("0.9"), "pending": ["alert:1"]}
    story = collect_timeline(stack(written), ME)

    (alert,) = [event.what for event in story.events if event.stage == "alerts"]
    assert alert == "alert still owed"
    assert last_line(story) == "scored 0.9, its alert is still owed"


def test_the_batch_is_the_one_that_shares_scorings_trace(written: Written) -> None:
    (batch,) = [event for event in collect_timeline(stack(written), ME).events if event.stage == "processing"]
    assert batch.line is not None
    assert batch.line.request_id == "r-4"
    assert batch.detail == ""


def test_without_a_shared_trace_the_batch_is_told_by_time_and_size_and_says_so(written: Written) -> None:
    written.events["/aws/lambda/scoring-dev"] = []
    both = [{"id": ME, "score": 0.9}, {"id": OTHER, "score": 0.0}]
    written.log("scoring", 510, message="scored", count=2, scores=both, request_id="r-5", xray_trace_id="t-9")
    (batch,) = [event for event in collect_timeline(stack(written), ME).events if event.stage == "processing"]
    assert batch.line is not None
    assert batch.line.request_id == "r-4"
    assert "no trace" in batch.detail


def test_an_id_that_another_begins_with_is_not_mistaken_for_it(written: Written) -> None:
    texts = [str(event.as_json()) for event in collect_timeline(stack(written), ME).events]
    assert not any(OTHER in text for text in texts)


def test_every_other_line_of_the_same_request_belongs_to_it(written: Written) -> None:
    written.log("ingestion", 4, message="slow table", request_id="r-1")
    written.log("ingestion", 4, message="somebody else's", request_id="r-2")
    said = [event.what for event in collect_timeline(stack(written), ME).events]
    assert "slow table" in said
    assert "somebody else's" not in said


def test_a_batch_that_processing_logs_only_when_it_is_scored_already_is_found(written: Written) -> None:
    written.events["/aws/lambda/processing-dev"] = []
    written.events["/aws/lambda/scoring-dev"] = []
    written.log("processing", 520, message="handed over", transactions=1, request_id="r-6", xray_trace_id="t-6")
    written.log("scoring", 510, message="scored", count=1, scores=[{"id": ME}], request_id="r-5", xray_trace_id="t-9")
    assert "processing" in stages(list(collect_timeline(stack(written), ME).events))


@pytest.mark.parametrize("today", ["0.1", "0.99"])
def test_an_alert_is_told_as_it_was_recorded_whatever_the_threshold_is_today(written: Written, today: str) -> None:
    target = stack(written)
    target.exports["alert_threshold"] = today
    (alert,) = [event for event in collect_timeline(target, ME).events if event.stage == "alerts"]
    assert (alert.what, alert.detail, alert.at) == ("alert published", "above the threshold of 0.8", after(600))

    written.score = scored("0.7")
    story = collect_timeline(target, ME)
    assert "alerts" not in stages(list(story.events))
    assert last_line(story) == "scored 0.7, no alert is recorded"


def test_of_a_score_without_a_record_neither_is_claimed(written: Written) -> None:
    written.score = scored("0.9")
    story = collect_timeline(stack(written), ME)

    assert "alerts" not in stages(list(story.events))
    assert last_line(story) == "scored 0.9, no alert is recorded"


def test_an_alert_that_went_out_before_the_row_was_changed_is_told_still(written: Written) -> None:
    written.score = {**scored("0"), **ALERTED}
    assert "alerts" in stages(list(collect_timeline(stack(written), ME).events))


def test_two_that_raced_under_one_id_are_both_told(written: Written) -> None:
    written.item = {**(written.item or {}), "timestamp": 1}
    written.raced = [{"transaction_id": ME, "timestamp": 2, "amount": 5, "created_at": after(1).isoformat()}]
    story = collect_timeline(stack(written), ME)

    assert stages(list(story.events)).count("transactions") == 2
    assert "raced: 2 are stored, under the timestamps 1, 2" in " ".join(printed(story).split())


def test_an_unknown_id_has_no_story() -> None:
    waiting = Written()
    story = collect_timeline(stack(waiting), ME)
    assert story.events == []
    assert last_line(story) == "in neither table"


def test_stored_and_not_scored_is_said(written: Written) -> None:
    written.score = None
    assert last_line(collect_timeline(stack(written), ME)).startswith("stored, not scored")


def test_it_fits_80_columns_and_ids_of_requests_and_traces_are_for_whoever_asks(written: Written) -> None:
    story = collect_timeline(stack(written), ME)

    assert max(map(len, printed(story).splitlines())) <= 80
    assert "r-1" not in printed(story)
    assert {"request=r-1", "trace=t-4"} <= set(printed(story, verbose=True).split())


NASTY = ["b\\s-1", "a\\", "a\\nb", 'say "x"', '"', "[/nope]", "[abc]", "100%", "%x%", "-x", "a -b", "?a", "{$.id=1}"]
NASTY += [
    "{ $.id = 1 }",
    "日本42",
    "é",
    "\U0001f642",
    "___",
    "_x_",
    "a'b",
    "a&b<c>",
    "x*y",
    "a\u202eb1",
    "a  b",
    "A" * 256,
]


@pytest.mark.parametrize("identity", NASTY)
def test_an_id_is_found_whatever_is_in_it(identity: str) -> None:
    written = Written(item={"transaction_id": identity, "created_at": after(0).isoformat()})
    written.log("ingestion", 5, message="stored", transaction_id=identity, request_id="r-1")
    written.log("ingestion", 5, message="stored", transaction_id=f"{identity}2", request_id="r-2")
    written.log("scoring", 9, message="scored", count=1, scores=[{"id": identity}], request_id="r-5")

    found = [event.line.request_id for event in collect_timeline(stack(written), identity).events if event.line]

    assert found == ["r-1", "r-5"]


def test_the_logs_are_sieved_where_they_are_when_an_id_has_a_word_in_it(written: Written) -> None:
    collect_timeline(stack(written), "b\\s-1")
    assert written.patterns[:3] == ['"b" "s-1"'] * 3
