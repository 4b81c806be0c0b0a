"""A transaction's story as a person reads it."""

from datetime import datetime

from rich.console import Group
from rich.text import Text

from fraudctl.observe.lines_shown import OTHER, shown
from fraudctl.observe.story import Event, Story
from fraudctl.recovery.unscored import OWED

TABLES = {"transactions": "green", "scores": "green", "alerts": "bold red"}
QUEUED = "queued"
"""What Ingestion logs of a transaction that the table did not take and its queue did."""


def told(story: Story) -> Group:
    """Every event with the time since the first, then in a line how it stands."""
    first = story.events[0].at if story.events else None
    title = Text.assemble(("transaction ", "dim"), (story.transaction_id, "bold"))
    if first:
        title.append(f"   {first:%Y-%m-%d %H:%M:%S} UTC", "dim")
    return Group(title, *(_event(event, first or event.at) for event in story.events), _outcome(story))


def _event(event: Event, first: datetime) -> Text:
    text = Text(f"{(event.at - first).total_seconds() * 1000:+9,.0f} ms  ", "dim")
    if event.line is None:
        style = TABLES.get(event.stage, OTHER)
        return (
            text.append(f"{event.stage:13} ", style).append(event.what, f"bold {style}").append(f"  {event.detail}", "")
        )
    line = shown(event.line)
    line = line[len(f"{event.at:%H:%M:%S}.000 ") :]
    text.append(line)
    return text.append(f"  ({event.detail})", "dim") if event.detail else text


def _outcome(story: Story) -> Text:
    if story.score and story.score.get(OWED):
        return Text(f"scored {story.score['fraud_score']}, its alert is still owed", "yellow")
    if story.score:
        return Text(f"scored {story.score['fraud_score']}", "green")
    if story.item:
        return Text("stored, not scored: look at `fraudctl status` for the stage that holds it", "yellow")
    if any(event.line and event.line.message == QUEUED for event in story.events):
        return Text("kept in Ingestion's queue: it is stored when the queue is redriven", "yellow")
    return Text("in neither table", "red")
