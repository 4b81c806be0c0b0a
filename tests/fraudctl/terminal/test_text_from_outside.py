"""Every command shows all of a text from outside with escapes, in as many rows as a harmless text takes."""

import io
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
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
from fraudctl.client.transaction_view import render_transaction as transaction_shown
from fraudctl.observe import health_view as health_shown
from fraudctl.observe import lines_view as lines_shown
from fraudctl.observe import timeline_view as story_shown
from fraudctl.observe.health import Alarm, Health, Stage
from fraudctl.observe.line import Line
from fraudctl.observe.timeline import Event, Story
from fraudctl.recovery import Redriven, tables
from fraudctl.recovery.outcomes import Outcome as Redrive
from fraudctl.terminal import report
from fraudctl.terminal.escaping import escape_invisible, escape_unencodable
from fraudctl.terminal.text import Terminal, Text
from handlers.contract.invisible import is_hidden

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FORGED = "\x1b[2J\r\n+0 ms  alerts  \u202enone\u2028\x9b1m\t[/nope] [red]x[/] :smile: \\[b]"
texts = st.text(
    st.one_of(st.sampled_from(FORGED + "\x7f\u200b\ud800\U000e0041"), st.characters()), min_size=1, max_size=30
)


def of_show(text: str) -> RenderableType:
    row = {"transaction_id": text, text: Decimal(1), "merchant": text, "list": [text], "currency": text, "amount": text}
    score = {"fraud_score": text, "scored_at": text, "reasons": [{"reason": text, "weight": text}], "alerted_at": text}
    return transaction_shown([row, row], {**score, "alerted_above": text})


def of_logs(text: str) -> RenderableType:
    fields = {text: text, "list": [text], "map": {text: text}, "stackTrace": [text.replace("\n", "")]}
    said: dict[str, Any] = {"stage": text, "level": text, "message": text, "request_id": text, "fields": fields}
    return lines_shown.shown(Line(at=NOON, **said), verbose=True)


def of_trace(text: str) -> RenderableType:
    line = Line(at=NOON, stage="scoring", level="INFO", message=text, fields={"id": text})
    events = [Event(at=NOON, stage="transactions", what=text, detail=text)]
    events.append(Event(at=NOON, stage="scoring", what=text, detail=text, line=line))
    return story_shown.told(Story(transaction_id=text, items=[{}], score={"fraud_score": text}, events=events))


def of_status(text: str) -> RenderableType:
    alarm = Alarm(name=text, state="ALARM", meaning=text)
    return health_shown.shown(
        Health(
            stack=text,
            taken_at=NOON,
            window_minutes=5,
            stages=[Stage(name=text, dead_letters=1)],
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
    poison = [Redrive(message_id="m", kind="poison", reason=text, subject=text)]
    return tables.redriven("scoring", Redriven(dry_run=False, taken=1, poison=poison))


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


def printed(renderable: RenderableType) -> str:
    stream = io.StringIO()
    Terminal(width=2000, file=stream).print(renderable, soft_wrap=True)
    return stream.getvalue()


def hidden(text: str) -> set[str]:
    return set(filter(is_hidden, text)) - {"\n"}


@given(texts)
@example(FORGED)
def test_a_text_is_spelt_out_in_one_row(text: str) -> None:
    assert not any(map(is_hidden, escape_invisible(text)))


def test_what_a_reader_sees_stays_as_it_is() -> None:
    assert escape_invisible("Żółć 日本 🙂 b\\s-1 [/x]") == "Żółć 日本 🙂 b\\s-1 [/x]"


@pytest.mark.parametrize("shown", SHOWN)
@given(texts)
@example(FORGED)
@example("\u3164\ufe0f\U000e0100")  # printable to Python, invisible to a reader
def test_nothing_is_obeyed_and_no_row_is_forged(shown: Callable[[str], RenderableType], text: str) -> None:
    output = printed(shown(text))

    assert hidden(output) == set()
    assert output.count("\n") == printed(shown("x")).count("\n")


@pytest.mark.parametrize("shown", SHOWN)
def test_markup_and_emoji_codes_are_shown_as_they_are(shown: Callable[[str], RenderableType]) -> None:
    assert "[/nope][red]:smile:" in printed(shown("[/nope][red]:smile:"))


@given(texts)
@example(FORGED)
def test_an_error_is_told_whatever_it_quotes(text: str) -> None:
    stream = io.StringIO()
    with patch.object(report, "err", Terminal(file=stream)):
        report.print_error(text)

    first, *rest = stream.getvalue().rstrip("\n").split("\n")
    assert first.startswith("fraudctl: ")
    assert all(row.startswith("  ") for row in rest if row), "a line of its own cannot be told from ours"
    assert hidden(stream.getvalue()) == set()


@given(texts)
@example(FORGED)
def test_a_traceback_is_told_whatever_it_quotes(text: str) -> None:
    stream = io.StringIO()
    with pytest.raises(ZeroDivisionError) as caught:
        raise ZeroDivisionError(text)
    with patch.object(report, "err", Terminal(file=stream)):
        report.print_traceback(caught.type, caught.value, caught.tb)

    assert stream.getvalue().startswith("Traceback")
    assert hidden(stream.getvalue()) == set()


@given(texts)
@example(FORGED)
def test_a_warning_of_a_library_is_told_whatever_it_quotes(text: str) -> None:
    said = report.EscapingFormatter().format(logging.makeLogRecord({"msg": "%s", "args": (text,)}))
    assert hidden(said) == set()
    assert all(row.startswith("  ") for row in said.split("\n")[1:])


@given(texts)
@example(FORGED)
def test_what_is_under_way_is_told_whatever_it_names(text: str) -> None:
    stream = io.StringIO()
    with patch.object(report, "err", Terminal(width=500, file=stream)), report.progress(report.COUNT) as progress:
        progress.add_task(text)

    assert hidden(stream.getvalue()) == set()


def test_a_text_that_is_added_to_is_spelt_out_too() -> None:
    text = Text("a\n", "red").copy()
    text.append("\x1b").append("b\u202e", "bold")

    assert text.plain == r"a\n\x1bb\u202e"
    assert (Text("a") + "\n").plain == r"a\n"
    assert Text.assemble("\r", ("\t", "red")).plain == r"\r\t"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_terminal_that_lacks_a_character_has_it_spelt_out(encoding: str) -> None:
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding=encoding)
    escape_unencodable(stream)

    Terminal(file=stream).print("日本 → █")
    stream.flush()

    assert written.getvalue() == rb"\u65e5\u672c \u2192 \u2588" + b"\n"
