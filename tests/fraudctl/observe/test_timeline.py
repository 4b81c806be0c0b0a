"""A transaction's timeline holds all its events, in time order, and none of its neighbours."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fraudctl.observe.timeline import Timeline, collect_timeline
from fraudctl.observe.timeline_event import TimelineEvent
from fraudctl.observe.timeline_view import render_timeline
from fraudctl.terminal.text import Terminal
from tests.fraudctl.observe.stack_with_logs import NOON, StackContents, after, target_with

MILLISECOND = timedelta(milliseconds=1)
ME, OTHER = "tx-1", "tx-10"


def score_row(score: str) -> dict[str, Any]:
    reasons = [{"reason": "amount_above_10000", "weight": Decimal("0.5")}]
    return {
        "transaction_id": ME,
        "fraud_score": Decimal(score),
        "scored_at": after(500).isoformat(),
        "reasons": reasons,
    }


DECIDED = {
    "outcome": "review",
    "tags": ["night"],
    "undecided": ["per_item"],
    "strategy": {"name": "default", "digest": "b149f40f3008" + "0" * 52},
    "reasons": [{"reason": "amount_above_10000", "weight": Decimal("0.5"), "values": {"amount": Decimal(12_000)}}],
}
ALERTED = {"alerted_at": after(600).isoformat(), "alerted_above": Decimal("0.8")}


@pytest.fixture
def contents() -> StackContents:
    """Return the contents for a transaction that was alerted, beside another."""
    contents = StackContents(
        item={"transaction_id": ME, "amount": 12_000, "created_at": after(0).isoformat()},
        score={**score_row("0.9"), **ALERTED},
    )
    contents.log("ingestion", 5, message="stored", transaction_id=ME, request_id="r-1", xray_trace_id="t-1")
    contents.log("ingestion", 6, message="stored", transaction_id=OTHER, request_id="r-2", xray_trace_id="t-2")
    contents.log("processing", 100, message="handed over", transactions=1, request_id="r-3", xray_trace_id="t-3")
    contents.log("processing", 200, message="handed over", transactions=2, request_id="r-4", xray_trace_id="t-4")
    both = [{"id": ME, "score": 0.9}, {"id": OTHER, "score": 0.0}]
    contents.log("scoring", 510, message="scored", count=2, scores=both, request_id="r-5", xray_trace_id="t-4")
    return contents


def print_timeline(timeline: Timeline, *, verbose: bool = False) -> str:
    console = Terminal(width=80)
    with console.capture() as captured:
        console.print(render_timeline(timeline, verbose=verbose), soft_wrap=True)
    return captured.get()


def state_line(timeline: Timeline) -> str:
    return print_timeline(timeline).splitlines()[-1]


def event_stages(events: list[TimelineEvent]) -> list[str]:
    return [event.stage for event in events]


def test_events_are_in_the_order_of_time(contents: StackContents) -> None:
    events = list(collect_timeline(target_with(contents), ME).events)
    assert event_stages(events) == ["transactions", "ingestion", "processing", "scores", "scoring", "alerts"]
    assert [event.at for event in events] == sorted(event.at for event in events)


def test_an_alert_that_is_owed_is_not_shown_as_published(contents: StackContents) -> None:
    contents.score = {**score_row("0.9"), "pending": ["alert:1"]}
    timeline = collect_timeline(target_with(contents), ME)

    (alert,) = [event.what for event in timeline.events if event.stage == "alerts"]
    assert alert == "alert still owed"
    assert state_line(timeline) == "scored 0.9, alert still owed"


def test_a_review_and_an_event_that_are_owed_are_named(contents: StackContents) -> None:
    contents.score = {**score_row("0.9"), "pending": frozenset({"review:1", "event:1"})}
    timeline = collect_timeline(target_with(contents), ME)

    assert [event.what for event in timeline.events if event.stage == "alerts"] == ["review and event still owed"]
    assert state_line(timeline) == "scored 0.9, review and event still owed"


def test_the_batch_is_the_one_that_shares_scorings_trace(contents: StackContents) -> None:
    (batch,) = [event for event in collect_timeline(target_with(contents), ME).events if event.stage == "processing"]
    assert batch.line is not None
    assert batch.line.request_id == "r-4"
    assert batch.detail == ""


def test_without_a_shared_trace_the_batch_is_found_by_time_and_size_and_says_so(contents: StackContents) -> None:
    contents.events["/aws/lambda/scoring-dev"] = []
    both = [{"id": ME, "score": 0.9}, {"id": OTHER, "score": 0.0}]
    contents.log("scoring", 510, message="scored", count=2, scores=both, request_id="r-5", xray_trace_id="t-9")
    (batch,) = [event for event in collect_timeline(target_with(contents), ME).events if event.stage == "processing"]
    assert batch.line is not None
    assert batch.line.request_id == "r-4"
    assert "no trace" in batch.detail


def test_an_id_that_another_begins_with_is_not_mistaken_for_it(contents: StackContents) -> None:
    texts = [str(event.as_json()) for event in collect_timeline(target_with(contents), ME).events]
    assert not any(OTHER in text for text in texts)


def test_every_other_line_of_the_same_request_belongs_to_it(contents: StackContents) -> None:
    contents.log("ingestion", 4, message="slow table", request_id="r-1")
    contents.log("ingestion", 4, message="somebody else's", request_id="r-2")
    said = [event.what for event in collect_timeline(target_with(contents), ME).events]
    assert "slow table" in said
    assert "somebody else's" not in said


def test_a_batch_that_processing_logs_only_when_it_is_scored_already_is_found(contents: StackContents) -> None:
    contents.events["/aws/lambda/processing-dev"] = []
    contents.events["/aws/lambda/scoring-dev"] = []
    contents.log("processing", 520, message="handed over", transactions=1, request_id="r-6", xray_trace_id="t-6")
    contents.log("scoring", 510, message="scored", count=1, scores=[{"id": ME}], request_id="r-5", xray_trace_id="t-9")
    assert "processing" in event_stages(list(collect_timeline(target_with(contents), ME).events))


@pytest.mark.parametrize("today", ["0.1", "0.99"])
def test_an_alert_is_shown_as_it_was_recorded_whatever_the_threshold_is_today(
    contents: StackContents, today: str
) -> None:
    target = target_with(contents)
    target.exports["alert_threshold"] = today
    (alert,) = [event for event in collect_timeline(target, ME).events if event.stage == "alerts"]
    assert (alert.what, alert.detail, alert.at) == ("alert published", "above the threshold of 0.8", after(600))

    contents.score = score_row("0.7")
    timeline = collect_timeline(target, ME)
    assert "alerts" not in event_stages(list(timeline.events))
    assert state_line(timeline) == "scored 0.7, no alert is recorded"


def test_for_a_score_without_a_recorded_alert_none_is_shown(contents: StackContents) -> None:
    contents.score = score_row("0.9")
    timeline = collect_timeline(target_with(contents), ME)

    assert "alerts" not in event_stages(list(timeline.events))
    assert state_line(timeline) == "scored 0.9, no alert is recorded"


def test_a_score_is_an_event_with_all_that_made_it(contents: StackContents) -> None:
    contents.score = {**score_row("0.9"), **DECIDED, **ALERTED}
    timeline = collect_timeline(target_with(contents), ME)

    (scored,) = [event for event in timeline.events if event.stage == "scores"]
    assert scored.what == "score 0.9, outcome review"
    assert scored.detail == (
        "amount_above_10000 +0.5 (amount=12000); decided by strategy default, digest b149f40f3008; tags: night; "
        "undecided rules: per_item (a division by zero, or a number too large)"
    )
    assert max(map(len, print_timeline(timeline).splitlines())) <= 80
    assert state_line(timeline) == "scored 0.9, outcome review"


def test_a_score_of_an_earlier_form_is_an_event_with_what_it_has(contents: StackContents) -> None:
    (scored,) = [event for event in collect_timeline(target_with(contents), ME).events if event.stage == "scores"]
    assert (scored.what, scored.detail) == ("score 0.9", "amount_above_10000 +0.5")


def test_an_alert_by_outcome_alone_does_not_claim_a_score_above_the_threshold(contents: StackContents) -> None:
    contents.score = {**score_row("0.3"), **DECIDED, **ALERTED}
    (alert,) = [event for event in collect_timeline(target_with(contents), ME).events if event.stage == "alerts"]
    assert alert.detail == "by its outcome, review: the score is not above the threshold of 0.8"


def test_an_alert_that_went_out_before_the_row_was_changed_is_still_shown(contents: StackContents) -> None:
    contents.score = {**score_row("0"), **ALERTED}
    assert "alerts" in event_stages(list(collect_timeline(target_with(contents), ME).events))


def test_two_that_raced_under_one_id_are_both_shown(contents: StackContents) -> None:
    contents.item = {**(contents.item or {}), "timestamp": 1}
    contents.raced = [{"transaction_id": ME, "timestamp": 2, "amount": 5, "created_at": after(1).isoformat()}]
    timeline = collect_timeline(target_with(contents), ME)

    assert event_stages(list(timeline.events)).count("transactions") == 2
    assert "raced: 2 are stored, under the timestamps 1, 2" in " ".join(print_timeline(timeline).split())


def test_an_unknown_id_has_no_events() -> None:
    waiting = StackContents()
    timeline = collect_timeline(target_with(waiting), ME)
    assert timeline.events == []
    assert state_line(timeline) == "in neither table"


def test_what_was_decided_in_the_request_has_the_decision_among_its_events(contents: StackContents) -> None:
    contents.item = {**(contents.item or {}), "decision": b"\x01"}
    contents.log(
        "decision", 5, message="decided", transaction_id=ME, outcome="review", degraded=["profiles"], request_id="r-9"
    )
    contents.log("decision", 6, message="decided", transaction_id=OTHER, outcome="approve", request_id="r-10")

    timeline = collect_timeline(target_with(contents), ME)

    (decided,) = [event for event in timeline.events if event.stage == "decision"]
    assert (decided.what, decided.line and decided.line.fields["outcome"]) == ("decided", "review")
    assert timeline.events[0].what == "received and decided; the table holds the item"
    assert "outcome=review degraded=[profiles]" in " ".join(print_timeline(timeline).split())


def test_a_decision_that_waits_in_the_queue_is_shown_with_the_command_that_stores_it() -> None:
    contents, now = StackContents(), datetime.now(UTC)
    contents.log("decision", (now - NOON) // MILLISECOND, message="queued", transaction_id=ME, outcome="approve")

    waiting = state_line(collect_timeline(target_with(contents), ME))

    assert waiting == "kept in Ingestion's queue: `fraudctl redrive ingestion` stores it"


def test_a_stack_of_a_release_without_decisions_has_timelines_too(contents: StackContents) -> None:
    contents.older = True

    assert "ingestion" in event_stages(list(collect_timeline(target_with(contents), ME).events))


def test_a_transaction_that_is_stored_and_not_scored_is_shown_as_such(contents: StackContents) -> None:
    contents.score = None
    assert state_line(collect_timeline(target_with(contents), ME)).startswith("stored, not scored")


def test_it_fits_80_columns_and_shows_ids_of_requests_and_traces_with_verbose_only(contents: StackContents) -> None:
    timeline = collect_timeline(target_with(contents), ME)

    assert max(map(len, print_timeline(timeline).splitlines())) <= 80
    assert "r-1" not in print_timeline(timeline)
    assert {"request=r-1", "trace=t-4"} <= set(print_timeline(timeline, verbose=True).split())


def test_what_it_was_labelled_is_an_event_of_the_time_at_which_that_was_received(contents: StackContents) -> None:
    at, received = int(after(100).timestamp() * 1000), int(after(90_000).timestamp() * 1000)
    fraud = {"label": "fraud", "source": "issuer", "at": at, "received": received, "note": "by phone"}
    good = {**fraud, "label": "legitimate", "source": "analyst", "at": at + 1000, "received": received + 5}
    contents.labels = {"transaction_id": ME, "history": [fraud, good]}

    events = collect_timeline(target_with(contents), ME).events

    assert [(each.stage, each.what) for each in events[-2:]] == [
        ("labels", "labelled fraud by issuer"),
        ("labels", "labelled legitimate by analyst"),
    ]
    assert events[-2].at == after(90_000)
    assert events[-2].detail == f"known since {after(100):%Y-%m-%d %H:%M:%S} UTC: by phone"


def test_what_became_of_its_review_stands_among_the_events_until_what_is_owed(contents: StackContents) -> None:
    milliseconds = [int(after(each).timestamp() * 1000) for each in (700, 60_000, 90_000)]
    opened, claimed, decided = milliseconds
    who = "arn:aws:sts::123456789012:assumed-role/analysts/mia"
    contents.review = {
        "transaction_id": ME,
        "status": "declined",
        "opened_at": opened,
        "due": decided + 60_000,
        "claimed_by": who,
        "claimed_at": claimed,
        "decided_by": who,
        "decided_at": decided,
        "note": "stolen card",
        "final_outcome": "decline",
        "owed": frozenset({"event", "facts"}),
    }

    events = [each for each in collect_timeline(target_with(contents), ME).events if each.stage == "reviews"]

    assert [(each.at, each.what, each.detail) for each in events] == [
        (after(700), "review opened", ""),
        (after(60_000), "claimed by mia", ""),
        (after(90_000), "declined by mia", "stolen card; still owed: event, facts; the schedule does it"),
    ]
