"""A timestamp in another unit or form is refused with the name of that unit or form, and never repeated."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.contract.errors import Refused
from handlers.contract.timestamp_hint import EARLIEST_TIMESTAMP, LATEST_TIMESTAMP, UNITS
from handlers.contract.validation import decode_request, violation

RULE = "timestamp: must be an integer, epoch milliseconds, 2000 to 2286"
CONVERT = "convert it to milliseconds since 1970-01-01T00:00:00Z"
NOW = 1_767_603_600_123

moments = st.integers(EARLIEST_TIMESTAMP, LATEST_TIMESTAMP)


def hint(text: str) -> str:
    """Return the part of the refusal of a new request with this timestamp that follows the rule."""
    try:
        refused = violation(decode_request(f'{{"transaction_id": "tx", "timestamp": {text}}}'.encode()))
    except Refused as error:
        refused = error
    assert str(refused).startswith(RULE)
    return str(refused).removeprefix(RULE).removeprefix("; ")


@given(moments)
@example(EARLIEST_TIMESTAMP)
@example(LATEST_TIMESTAMP)
def test_seconds_microseconds_and_nanoseconds_are_named(moment: int) -> None:
    assert hint(str(moment // 1000)) == "looks like seconds: multiply by 1,000"
    assert hint(str(moment * 1000)) == "looks like microseconds: divide by 1,000"
    assert hint(str(moment * 1_000_000)) == "looks like nanoseconds: divide by 1,000,000"


@given(moments)
def test_no_unit_is_taken_for_another_but_days(moment: int) -> None:
    found = [unit.name for unit in UNITS if unit.first <= moment < unit.end]

    assert found == ["milliseconds"]
    assert all(one.end <= other.first or other.end <= one.first for one in UNITS for other in UNITS if one is not other)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1767603600", "looks like seconds: multiply by 1,000"),
        ("1.7676036E9", "looks like seconds: multiply by 1,000"),
        ("1767603600.123", "looks like seconds with a fraction: multiply by 1,000, round to a whole number"),
        ("1767603600123.5", "looks like milliseconds with a fraction: round to a whole number"),
        ("1767603600123456", "looks like microseconds: divide by 1,000"),
        ("1767603600123456789", "looks like nanoseconds: divide by 1,000,000"),
        ("1.767603600123456789e18", "looks like nanoseconds: divide by 1,000,000"),
        ('"1767603600123"', "looks like milliseconds in quotes: leave the quotes out"),
        ('" 1767603600 "', "looks like seconds in quotes: leave the quotes out, multiply by 1,000"),
        ('"1767603600123456"', "looks like microseconds in quotes: leave the quotes out, divide by 1,000"),
        ('"2026-01-05T09:00:00Z"', f"looks like an ISO 8601 date: {CONVERT}"),
        ('"2026-01-05 09:00:00.123+01:00"', f"looks like an ISO 8601 date: {CONVERT}"),
        ('"2026-01-05"', f"looks like an ISO 8601 date: {CONVERT}"),
        ('"20260105T090000Z"', f"looks like an ISO 8601 date: {CONVERT}"),
        ('"Mon, 05 Jan 2026 09:00:00 GMT"', f"looks like a written date: {CONVERT}"),
        ('"05/01/2026 09:00"', f"looks like a written date: {CONVERT}"),
        ("20260105", f"looks like a date in digits: {CONVERT}"),
        ("25012026", f"looks like a date in digits: {CONVERT}"),
        ("12312026", f"looks like a date in digits: {CONVERT}"),
        ("202601050900", f"looks like a date in digits: {CONVERT}"),
        ("20260105090000", f"looks like a date in digits: {CONVERT}"),
        ('"20260105090000123"', f"looks like a date in digits: {CONVERT}"),
        ('"yesterday"', "looks like text: send a number, without quotes"),
        ('""', "looks like text: send a number, without quotes"),
        ('"٢٠٢٦"', "looks like text: send a number, without quotes"),
        ("46027", "looks like a spreadsheet's days: subtract 25,569, multiply by 86,400,000"),
        ("46027.375", "looks like a spreadsheet's days with a fraction: subtract 25,569, multiply by 86,400,000"),
        ("20458", "looks like days: multiply by 86,400,000"),
        ("491001", "looks like hours: multiply by 3,600,000"),
        ("29460060", "looks like minutes: multiply by 60,000"),
        ('"789296400.5"', "looks like seconds since 2001 with a fraction in quotes: leave the quotes out, multiply by"),
    ],
)
def test_another_unit_or_form_is_named_with_its_correction(text: str, said: str) -> None:
    assert hint(text).startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "1",
        "7",
        "-1",
        "-1767603600",
        "946684799999",
        "99999999999",
        "1e-5",
        "NaN",
        "1e999999999",
        "9" * 60,
        "true",
        "[]",
        '{"$date": 1767603600000}',
        "1e19",
    ],
)
def test_an_unrecognised_value_is_answered_with_the_rule_alone(text: str) -> None:
    assert hint(text) == ""


@pytest.mark.parametrize(
    ("start", "ticks"),
    [(datetime(1, 1, 1, tzinfo=UTC), ".NET ticks"), (datetime(1601, 1, 1, tzinfo=UTC), "Windows file time")],
)
@pytest.mark.parametrize("year", [2000, 2026, 2286])
def test_ticks_of_a_tenth_of_a_microsecond_are_named(start: datetime, ticks: str, year: int) -> None:
    moment = datetime(year, 1, 1, tzinfo=UTC)
    since = (moment - start) // timedelta(microseconds=1) * 10

    found = hint(str(since))

    assert found.startswith(f"looks like {ticks}: subtract ")
    offset, divisor = (int(word.replace(",", "")) for word in found.replace(", divide by", "").split()[-2:])
    assert (since - offset) // divisor == moment.timestamp() * 1000


@pytest.mark.parametrize("year", [2008, 2026, 2030])
def test_seconds_since_2001_are_named(year: int) -> None:
    moment = datetime(year, 1, 1, tzinfo=UTC)
    since = (moment - datetime(2001, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)

    assert hint(str(since)) == "looks like seconds since 2001: multiply by 1,000, add 978,307,200,000"
    assert since * 1000 + 978_307_200_000 == moment.timestamp() * 1000


@pytest.mark.parametrize("year", [2000, 2026, 2099])
def test_microseconds_since_1601_are_named(year: int) -> None:
    moment = datetime(year, 1, 1, tzinfo=UTC)
    since = (moment - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)

    assert hint(str(since)) == "looks like microseconds since 1601: divide by 1,000, subtract 11,644,473,600,000"
    assert since // 1000 - 11_644_473_600_000 == moment.timestamp() * 1000


@pytest.mark.parametrize("year", [2020, 2026, 2286])
def test_tenths_of_microseconds_are_named(year: int) -> None:
    moment = datetime(year, 1, 1, tzinfo=UTC)

    assert hint(str(int(moment.timestamp()) * 10**7)) == "looks like tenths of microseconds: divide by 10,000"


@pytest.mark.parametrize("year", [2000, 2026, 2286])
def test_the_correction_for_julian_days_is_right(year: int) -> None:
    moment = datetime(year, 1, 1, tzinfo=UTC)
    days = Decimal("2451544.5") + (moment - datetime(2000, 1, 1, tzinfo=UTC)).days

    assert hint(str(days)).startswith(
        "looks like Julian days with a fraction: subtract 2,440,587.5, multiply by 86,400"
    )
    assert (days - Decimal("2440587.5")) * 86_400_000 == moment.timestamp() * 1000


def test_the_correction_for_a_spreadsheets_days_is_right() -> None:
    days = Decimal((datetime(2026, 1, 5, 9, tzinfo=UTC) - datetime(1899, 12, 30, tzinfo=UTC)) / timedelta(days=1))

    assert "spreadsheet" in hint(str(days))
    assert (days - 25_569) * 86_400_000 == datetime(2026, 1, 5, 9, tzinfo=UTC).timestamp() * 1000


@given(st.text("0123456789.eE-:T Z", max_size=30) | st.integers(0, 10**20).map(str))
def test_the_value_is_never_echoed(text: str) -> None:
    assert not re.search("[0-9]{5}", hint(f'"{text}"'))
