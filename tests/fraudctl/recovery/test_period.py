"""The period of a reconciliation, and the times that a person gives."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from fraudctl.errors import CommandError
from fraudctl.recovery.period import MARGIN, Period, as_created_at
from fraudctl.terminal.times import parse_time, parse_until
from handlers.contract.stored_item import RequestContext

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAYS = timedelta(days=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", datetime(2026, 11, 22, 11, 58, 30, tzinfo=UTC)),
        ("30m", datetime(2026, 11, 22, 11, 30, tzinfo=UTC)),
        ("2h", datetime(2026, 11, 22, 10, 0, tzinfo=UTC)),
        ("7d", datetime(2026, 11, 15, 12, 0, tzinfo=UTC)),
        ("2026-11-22", datetime(2026, 11, 22, tzinfo=UTC)),
        ("2026-11-22T10:00:00Z", datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("2026-11-22T10:00:00+02:00", datetime(2026, 11, 22, 8, tzinfo=UTC)),
    ],
)
def test_a_moment_is_a_time_or_how_long_ago(text: str, expected: datetime) -> None:
    assert parse_time(text, NOW) == expected


@pytest.mark.parametrize("text", ["", "yesterday", "2", "2w", "-2h", "h"])
@pytest.mark.parametrize("parse", [parse_time, parse_until])
def test_anything_else_is_refused_by_name(parse: Callable[[str, datetime], datetime], text: str) -> None:
    with pytest.raises(CommandError, match=rf"^{re.escape(text) or '.empty.'}: "):
        parse(text, NOW)


@pytest.mark.parametrize(
    "text", ["2026-11-22T12:00:01Z", "2026-11-22T13:30:00+01:00", "2030-01-01", "9999-12-31T23:59:59Z"]
)
def test_a_time_that_lies_ahead_is_refused_as_such(text: str) -> None:
    with pytest.raises(CommandError, match="lies in the future"):
        parse_time(text, NOW)


@pytest.mark.parametrize("text", ["999999999d", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_time_beyond_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match="give a time as"):
        parse_time(text, NOW)


@pytest.mark.parametrize("text", ["1969-12-31", "0001-01-01T00:00:00Z", "30000d"])
def test_a_time_before_the_epoch_is_the_epoch(text: str) -> None:
    assert parse_time(text, NOW) == datetime(1970, 1, 1, tzinfo=UTC)


def test_a_time_in_another_zone_is_returned_in_utc() -> None:
    assert parse_time("2026-11-22T10:00:00+02:00", NOW).utcoffset() == timedelta()


def test_a_period_is_bounded_by_the_grace_and_the_retention_less_a_day() -> None:
    period = Period.ending(NOW, grace=timedelta(seconds=60), retention=DAYS, since=None)

    assert period.until == datetime(2026, 11, 22, 11, 59, tzinfo=UTC)
    assert period.since == datetime(2026, 10, 24, 12, 0, tzinfo=UTC)


def test_scores_that_may_have_expired_or_soon_will_are_left_out_even_when_asked_for() -> None:
    asked = datetime(2020, 1, 1, tzinfo=UTC)

    assert Period.ending(NOW, grace=timedelta(), retention=DAYS, since=asked).since == NOW - DAYS + MARGIN
    recent = NOW - timedelta(hours=2)
    assert Period.ending(NOW, grace=timedelta(), retention=DAYS, since=recent).since == recent


@pytest.mark.parametrize(
    ("retention", "since"), [(timedelta(days=1), None), (timedelta(0), None), (DAYS, NOW), (DAYS, NOW + DAYS)]
)
def test_a_period_without_any_time_is_empty_and_not_an_error(retention: timedelta, since: datetime | None) -> None:
    period = Period.ending(NOW, grace=timedelta(seconds=60), retention=retention, since=since)

    assert period.since == period.until, "DynamoDB refuses to look between a time and an earlier one"


def test_times_compare_as_the_table_has_them() -> None:
    stored = RequestContext(milliseconds=1_795_350_615_123, trace_id=None).created_at

    assert as_created_at(datetime(2026, 11, 22, 12, 30, 15, 123_000, tzinfo=UTC)) == stored
    elsewhere = datetime(2026, 11, 22, 14, 30, 15, 123_000, tzinfo=timezone(timedelta(hours=2)))
    assert as_created_at(elsewhere) == stored
