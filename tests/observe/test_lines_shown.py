"""A line reads from left to right: time, function, level, message, fields, ids."""

from datetime import UTC, datetime

from fraudctl.observe.line import Line
from fraudctl.observe.lines_shown import shown

AT = datetime(2026, 11, 22, 12, 0, 1, 250_000, UTC)


def test_it_shows_everything_in_order() -> None:
    line = Line(at=AT, stage="ingestion", level="INFO", message="stored", request_id="r-1", fields={"duplicate": False})
    assert shown(line).plain == "12:00:01.250 ingestion  INFO    stored  duplicate=false  request=r-1"


def test_a_long_list_is_cut_and_says_by_how_much() -> None:
    line = Line(
        at=AT, stage="scoring", level="INFO", message="scored", fields={"scores": [{"id": n} for n in range(9)]}
    )
    assert "scores=[{id=0}, {id=1}, {id=2}, 6 more]" in shown(line).plain


def test_a_traceback_follows_its_line() -> None:
    line = Line(at=AT, stage="scoring", level="ERROR", message="wrong", fields={"exception": "Traceback\n  wrong"})
    assert shown(line).plain.splitlines()[1:] == ["    Traceback", "      wrong"]


def test_errors_warnings_and_functions_have_colours_of_their_own() -> None:
    def styles(stage: str, level: str) -> set[str]:
        return {str(span.style) for span in shown(Line(at=AT, stage=stage, level=level, message="x")).spans}

    assert "bold red" in styles("ingestion", "ERROR")
    assert "yellow" in styles("ingestion", "WARNING")
    assert styles("ingestion", "INFO") != styles("processing", "INFO") != styles("scoring", "INFO")
