"""A transaction's story as a person reads it."""

from collections.abc import Iterator
from datetime import datetime

from rich.console import Group, RenderableType

from fraudctl.client.row_facts import NO_ALERT_RECORDED, is_alert_recorded
from fraudctl.observe.lines_view import OTHER, rows
from fraudctl.observe.timeline import Event, Story
from fraudctl.recovery.unscored import OWED
from fraudctl.terminal.text import Text
from fraudctl.terminal.wrapping import WrappedRow, wrap_sentence

TABLES = {"transactions": "green", "scores": "green", "alerts": "bold red"}
INDENT = 16
"""Of what does not fit the row: a little to the right of the stage."""

QUEUED = "queued"
"""What Ingestion logs of a transaction that the table did not take and its queue did."""


def told(story: Story, *, verbose: bool = False) -> Group:
    """Return every event with the time since the first, then in a line how it stands."""
    first = story.events[0].at if story.events else None
    title = Text.assemble(("transaction ", "dim"), (story.transaction_id, "bold"))
    when = [Text(f"{first:%Y-%m-%d %H:%M:%S} UTC", "dim")] if first else []
    parts: list[RenderableType] = [WrappedRow(head=title, parts=when, indent=INDENT)]
    for event in story.events:
        parts += _event(event, first or event.at, verbose=verbose)
    return Group(*parts, *(wrap_sentence(text, style) for text, style in _outcome(story)))


def _event(event: Event, first: datetime, *, verbose: bool) -> Iterator[RenderableType]:
    head = Text().append(f"{(event.at - first).total_seconds() * 1000:+9,.0f} ms  ", "dim")
    if event.line:
        yield from rows(event.line, head, indent=INDENT, verbose=verbose, note=event.detail)
    else:
        style = TABLES.get(event.stage, OTHER)
        head.append(f"{event.stage:12}", style)
        details = [Text(event.detail)] if event.detail else []
        yield WrappedRow(head=head, parts=[Text(event.what, f"bold {style}"), *details], indent=INDENT)


def _outcome(story: Story) -> Iterator[tuple[str, str]]:
    if len(story.items) > 1:
        stamps = ", ".join(str(item.get("timestamp")) for item in story.items)
        yield f"requests with one id raced: {len(story.items)} are stored, under the timestamps {stamps}", "yellow"
    if story.score:
        scored = f"scored {story.score.get('fraud_score')}"
        if story.score.get(OWED):
            yield f"{scored}, its alert is still owed", "yellow"
        elif is_alert_recorded(story.score) or not story.score.get("fraud_score"):
            yield scored, "green"
        else:
            yield f"{scored}, {NO_ALERT_RECORDED}", "green"
    elif story.items:
        yield "stored, not scored: look at `fraudctl status` for the stage that holds it", "yellow"
    elif any(event.line and event.line.message == QUEUED for event in story.events):
        yield "kept in Ingestion's queue: `fraudctl redrive ingestion` stores it", "yellow"
    else:
        yield "in neither table", "red"
