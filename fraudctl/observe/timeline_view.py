"""The timeline of a transaction as a person reads it."""

from collections.abc import Iterator
from datetime import datetime

from rich.console import Group, RenderableType

from fraudctl.client.alert_facts import NO_ALERT_RECORDED, is_alert_recorded, still_owed
from fraudctl.client.decision_facts import score_and_outcome
from fraudctl.observe.log_line_view import OTHER, render_log_rows
from fraudctl.observe.timeline import Timeline
from fraudctl.observe.timeline_event import TimelineEvent
from fraudctl.terminal.text import Text
from fraudctl.terminal.wrapping import WrappedRow, wrap_sentence

TABLES = {"transactions": "green", "scores": "green", "labels": "green", "reviews": "green", "alerts": "bold red"}
INDENT = 16
"""Columns before the rows after the first: a little to the right of the stage."""

QUEUED = "queued"
"""The message that Ingestion and Decision log for a transaction that went to the queue, since the table failed."""


def render_timeline(timeline: Timeline, *, verbose: bool = False) -> Group:
    """Return every event with the time since the first, then the state in a line."""
    first = timeline.events[0].at if timeline.events else None
    title = Text.assemble(("transaction ", "dim"), (timeline.transaction_id, "bold"))
    when = [Text(f"{first:%Y-%m-%d %H:%M:%S} UTC", "dim")] if first else []
    parts: list[RenderableType] = [WrappedRow(head=title, parts=when, indent=INDENT)]
    for event in timeline.events:
        parts += _event(event, first or event.at, verbose=verbose)
    return Group(*parts, *(wrap_sentence(text, style) for text, style in _state(timeline)))


def _event(event: TimelineEvent, first: datetime, *, verbose: bool) -> Iterator[RenderableType]:
    head = Text().append(f"{(event.at - first).total_seconds() * 1000:+9,.0f} ms  ", "dim")
    if event.line:
        yield from render_log_rows(event.line, head, indent=INDENT, verbose=verbose, note=event.detail)
    else:
        style = TABLES.get(event.stage, OTHER)
        head.append(f"{event.stage:12}", style)
        details = [Text(event.detail)] if event.detail else []
        yield WrappedRow(head=head, parts=[Text(event.what, f"bold {style}"), *details], indent=INDENT)


def _state(timeline: Timeline) -> Iterator[tuple[str, str]]:
    if len(timeline.items) > 1:
        stamps = ", ".join(str(item.get("timestamp")) for item in timeline.items)
        yield f"requests with one id raced: {len(timeline.items)} are stored, under the timestamps {stamps}", "yellow"
    if timeline.score:
        scored = f"scored {score_and_outcome(timeline.score)}"
        if owed := still_owed(timeline.score):
            yield f"{scored}, {owed} still owed", "yellow"
        elif is_alert_recorded(timeline.score) or not timeline.score.get("fraud_score"):
            yield scored, "green"
        else:
            yield f"{scored}, {NO_ALERT_RECORDED}", "green"
    elif timeline.items:
        yield "stored, not scored: look at `fraudctl status` for the stage that holds it", "yellow"
    elif any(event.line and event.line.message == QUEUED for event in timeline.events):
        yield "kept in Ingestion's queue: `fraudctl redrive ingestion` stores it", "yellow"
    else:
        yield "in neither table", "red"
