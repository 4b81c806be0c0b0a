"""Every command shows all of a text from outside with escapes, in as many rows as a harmless text takes."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from rich.console import RenderableType
from rich.panel import Panel
from rich.text import Text as RichText

from emulator.program.monitor import Resource
from fraudctl.adopt import plan_view as plan_shown
from fraudctl.adopt.compare import Change
from fraudctl.adopt.plan import Entry
from fraudctl.adopt.registry import Live
from fraudctl.client.line_results import LineOutcome, LineResult, SendSummary
from fraudctl.client.sending_view import render_send_summary
from fraudctl.client.transaction_view import render_transaction
from fraudctl.observe.health import AlarmState, Health, StageHealth
from fraudctl.observe.health_view import render_health
from fraudctl.observe.log_line import LogLine
from fraudctl.observe.log_line_view import render_log_line
from fraudctl.observe.timeline import Timeline
from fraudctl.observe.timeline_event import TimelineEvent
from fraudctl.observe.timeline_view import render_timeline
from fraudctl.recovery import RedriveResult
from fraudctl.recovery.redrive_result import MessageResult
from fraudctl.recovery.results_view import render_redrive
from fraudctl.terminal.escaping import escape_invisible
from fraudctl.terminal.text import Text
from handlers.contract.invisible import is_hidden
from tests.fraudctl.printed import printed
from tests.fraudctl.terminal.hostile_text import FORGED, hidden, texts

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def of_show(text: str) -> RenderableType:
    row = {"transaction_id": text, text: Decimal(1), "merchant": text, "list": [text], "currency": text, "amount": text}
    reason = {"reason": text, "weight": text, "values": {text: text}}
    score = dict.fromkeys(("fraud_score", "outcome", "scored_at", "alerted_at", "alerted_above"), text)
    lists = {"reasons": [reason], "tags": [text], "undecided": [text], "strategy": {"name": text, "digest": text}}
    return render_transaction([row, row], {**score, **lists})


def of_logs(text: str) -> RenderableType:
    fields = {text: text, "list": [text], "map": {text: text}, "stackTrace": [text.replace("\n", "")]}
    said: dict[str, Any] = {"stage": text, "level": text, "message": text, "request_id": text, "fields": fields}
    return render_log_line(LogLine(at=NOON, **said), verbose=True)


def of_trace(text: str) -> RenderableType:
    line = LogLine(at=NOON, stage="scoring", level="INFO", message=text, fields={"id": text})
    events = [TimelineEvent(at=NOON, stage="transactions", what=text, detail=text)]
    events.append(TimelineEvent(at=NOON, stage="scoring", what=text, detail=text, line=line))
    return render_timeline(Timeline(transaction_id=text, items=[{}], score={"fraud_score": text}, events=events))


def of_status(text: str) -> RenderableType:
    alarm = AlarmState(name=text, state="ALARM", meaning=text)
    return render_health(
        Health(
            stack=text,
            taken_at=NOON,
            window_minutes=5,
            stages=[StageHealth(name=text, dead_letters=1)],
            alarms=[alarm],
            unknown=[text],
            alarms_work=True,
        )
    )


def of_send(text: str) -> RenderableType:
    sent = SendSummary()
    sent.add([LineResult(number=1, outcome=LineOutcome.REFUSED, reason=text)], 0.1)
    return render_send_summary(sent)


def of_redrive(text: str) -> RenderableType:
    poison = [MessageResult(message_id="m", kind="poison", reason=text, subject=text)]
    return render_redrive("scoring", RedriveResult(dry_run=False, taken=1, poison=poison))


def of_adopt(text: str) -> RenderableType:
    change = Change(property=text, now=text, then=f"{text}2")
    resource = Resource(
        urn=text,
        type=f"aws:sqs/queue:{text}",
        name=text,
        custom=True,
        parent=text,
        id=text,
        inputs={},
        state={},
        dependencies=(),
        protect=False,
        retain_on_delete=False,
    )
    live = Live(id=text, properties={})
    return plan_shown.render_adoption_plan([Entry(resource=resource, live=live, changes=(change,), leftovers=(text,))])


def of_rich_itself(text: str) -> RenderableType:
    return Panel(RichText(text.replace("\n", " ")), title=Text(text))


SHOWN = (of_show, of_logs, of_trace, of_status, of_send, of_redrive, of_adopt, of_rich_itself, str, Text)


@given(texts)
@example(FORGED)
def test_a_text_is_escaped_in_one_row(text: str) -> None:
    assert not any(map(is_hidden, escape_invisible(text)))


def test_what_a_reader_sees_stays_as_it_is() -> None:
    assert escape_invisible("Żółć 日本 🙂 b\\s-1 [/x]") == "Żółć 日本 🙂 b\\s-1 [/x]"


@pytest.mark.parametrize("shown", SHOWN)
@given(texts)
@example(FORGED)
@example("\u3164\ufe0f\U000e0100")  # printable to Python, invisible to a reader
def test_nothing_is_executed_and_no_row_is_forged(shown: Callable[[str], RenderableType], text: str) -> None:
    output = printed(shown(text), width=2000, soft_wrap=True)

    assert hidden(output) == set()
    assert output.count("\n") == printed(shown("x"), width=2000, soft_wrap=True).count("\n")


@pytest.mark.parametrize("shown", SHOWN)
def test_markup_and_emoji_codes_are_shown_as_they_are(shown: Callable[[str], RenderableType]) -> None:
    assert "[/nope][red]:smile:" in printed(shown("[/nope][red]:smile:"), width=2000, soft_wrap=True)
