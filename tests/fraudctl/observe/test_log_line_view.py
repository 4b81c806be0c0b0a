"""A line shows time, function, level, message and fields, in this order; it fits the terminal, and ids stay whole."""

from datetime import UTC, datetime
from typing import Any

import pytest

from fraudctl.observe.log_line import LogLine
from fraudctl.observe.log_line_view import render_log_line
from fraudctl.terminal.text import Terminal

AT = datetime(2026, 11, 22, 12, 0, 1, 250_000, UTC)
ULID = "01KE67HDE6R9RTY394P3BY12KF"
TRACE = "1-6b02ed50-905ee3d2c18189ac41351cb6"


def print_line(*, width: int = 200, verbose: bool = False, **line: Any) -> list[str]:
    console = Terminal(width=width)
    with console.capture() as captured:
        content = {"stage": "ingestion", "level": "INFO", "message": "stored", **line}
        console.print(render_log_line(LogLine(at=AT, **content), verbose=verbose), soft_wrap=True)
    return captured.get().splitlines()


def test_it_shows_everything_in_order() -> None:
    assert print_line(fields={"duplicate": False}) == ["12:00:01.250 ingestion  INFO     stored  duplicate=false"]


def test_request_and_trace_ids_are_shown_with_verbose_only() -> None:
    line: dict[str, Any] = {"request_id": "r-1", "trace_id": TRACE, "fields": {"scores": [{"id": "a", "trace": TRACE}]}}

    assert "r-1" not in print_line(**line)[0]
    assert TRACE not in print_line(**line)[0]
    assert print_line(verbose=True, **line)[0].endswith(f"scores=[{{id=a trace={TRACE}}}]  request=r-1  trace={TRACE}")


def test_a_long_list_is_cut_and_says_by_how_much_unless_all_is_asked_for() -> None:
    line: dict[str, Any] = {"stage": "scoring", "fields": {"scores": [{"id": number} for number in range(9)]}}
    assert "scores=[{id=0}, {id=1}, {id=2}, 6 more]" in print_line(**line)[0]
    assert "{id=8}]" in print_line(verbose=True, **line)[0]


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("identity", [ULID, "A" * 60, "A" * 256])
def test_it_fits_the_terminal_and_breaks_no_id(width: int, identity: str) -> None:
    fields = {"transaction_id": identity, "reason": "a text of many words " * 9, "scores": [{"id": identity}] * 3}
    rows = print_line(width=width, verbose=True, fields=fields, request_id=TRACE)

    assert all(len(row) <= width or " " not in row.strip() for row in rows), "but what is one word"
    assert sum(row.count(identity) for row in rows) == 4
    assert all(row.startswith(" " * 15) and row[15] != " " for row in rows[1:]), "what goes on hangs"


def test_a_value_cannot_pass_for_a_field_of_its_own() -> None:
    assert print_line(fields={"reason": "x  level=ERROR"})[0].endswith('reason="x  level=ERROR"')


def test_a_traceback_follows_its_line() -> None:
    rows = print_line(level="ERROR", message="wrong", fields={"exception": "Traceback\n  wrong"})
    assert rows[1:] == ["    Traceback", "      wrong"]


def test_a_traceback_in_lambdas_own_form_follows_row_by_row() -> None:
    stack = ['  File "a.py", line 3, in handler\n    raise\n', '  File "b.py", line 1, in b\n']
    rows = print_line(level="ERROR", message="wrong", fields={"errorType": "KeyError", "stackTrace": stack})
    assert rows[1:] == ['      File "a.py", line 3, in handler', "        raise", '      File "b.py", line 1, in b']


def test_errors_warnings_and_functions_have_colours_of_their_own() -> None:
    def coloured(stage: str, level: str) -> str:
        console = Terminal(width=100, colours=True)
        with console.capture() as captured:
            console.print(render_log_line(LogLine(at=AT, stage=stage, level=level, message="x")))
        return captured.get()

    stages = ("decision", "ingestion", "processing", "scoring", "feedback")
    heads = [coloured(stage, "INFO").split(stage)[0] for stage in stages]
    assert len(set(heads)) == len(stages)
    assert len({coloured("ingestion", level) for level in ("ERROR", "WARNING", "INFO")}) == 3
    assert "\x1b[1;31mERROR" in coloured("ingestion", "ERROR")
