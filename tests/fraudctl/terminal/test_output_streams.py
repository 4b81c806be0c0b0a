"""Errors, tracebacks, warnings and progress are printed with escapes, whatever text they quote."""

import io
import logging
from unittest.mock import patch

import pytest
from hypothesis import example, given

from fraudctl.terminal import report
from fraudctl.terminal.escaping import escape_unencodable
from fraudctl.terminal.text import Terminal, Text
from tests.fraudctl.terminal.hostile_text import FORGED, hidden, texts


@given(texts)
@example(FORGED)
def test_an_error_is_printed_with_escapes_whatever_it_quotes(text: str) -> None:
    stream = io.StringIO()
    with patch.object(report, "err", Terminal(file=stream)):
        report.print_error(text)

    first, *rest = stream.getvalue().rstrip("\n").split("\n")
    assert first.startswith("fraudctl: ")
    assert all(row.startswith("  ") for row in rest if row), "a line of its own cannot be told from ours"
    assert hidden(stream.getvalue()) == set()


@given(texts)
@example(FORGED)
def test_a_traceback_is_printed_with_escapes_whatever_it_quotes(text: str) -> None:
    stream = io.StringIO()
    with pytest.raises(ZeroDivisionError) as caught:
        raise ZeroDivisionError(text)
    with patch.object(report, "err", Terminal(file=stream)):
        report.print_traceback(caught.type, caught.value, caught.tb)

    assert stream.getvalue().startswith("Traceback")
    assert hidden(stream.getvalue()) == set()


@given(texts)
@example(FORGED)
def test_a_warning_of_a_library_is_printed_with_escapes_whatever_it_quotes(text: str) -> None:
    said = report.EscapingFormatter().format(logging.makeLogRecord({"msg": "%s", "args": (text,)}))
    assert hidden(said) == set()
    assert all(row.startswith("  ") for row in said.split("\n")[1:])


@given(texts)
@example(FORGED)
def test_progress_is_printed_with_escapes_whatever_it_names(text: str) -> None:
    stream = io.StringIO()
    with patch.object(report, "err", Terminal(width=500, file=stream)), report.progress(report.COUNT) as progress:
        progress.add_task(text)

    assert hidden(stream.getvalue()) == set()


def test_text_that_is_appended_is_escaped_too() -> None:
    text = Text("a\n", "red").copy()
    text.append("\x1b").append("b\u202e", "bold")

    assert text.plain == r"a\n\x1bb\u202e"
    assert (Text("a") + "\n").plain == r"a\n"
    assert Text.assemble("\r", ("\t", "red")).plain == r"\r\t"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_stream_that_lacks_a_character_has_it_escaped(encoding: str) -> None:
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding=encoding)
    escape_unencodable(stream)

    Terminal(file=stream).print("日本 → █")
    stream.flush()

    assert written.getvalue() == rb"\u65e5\u672c \u2192 \u2588" + b"\n"
