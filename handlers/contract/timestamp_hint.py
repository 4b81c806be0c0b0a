"""Hints for a timestamp that is not epoch milliseconds: another unit, a date, text."""

import re
from dataclasses import dataclass
from decimal import Decimal

EARLIEST_TIMESTAMP = 946_684_800_000
"""Epoch milliseconds at the start of 2000: the present in seconds is far below it, so that unit is refused."""

LATEST_TIMESTAMP = 9_999_999_999_999
"""Epoch milliseconds in the year 2286; the present in microseconds is far above it."""

NANOSECONDS_END = 10**19
"""Above the largest number that is a time in any unit here."""

CONVERT = "convert it to milliseconds since 1970-01-01T00:00:00Z"


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A unit of time: `conversion` makes milliseconds of its numbers, from `first` to below `end`.

    These are the years 2000 to 2286, or fewer where another unit is more likely.
    """

    name: str
    first: int
    end: int
    conversion: str | None


UNITS = (
    Unit(name="milliseconds", first=EARLIEST_TIMESTAMP, end=10**13, conversion=None),
    Unit(name="seconds", first=946_684_800, end=10**10, conversion="multiply by 1,000"),
    Unit(name="microseconds", first=946_684_800 * 10**6, end=10**16, conversion="divide by 1,000"),
    Unit(name="nanoseconds", first=946_684_800 * 10**9, end=NANOSECONDS_END, conversion="divide by 1,000,000"),
    Unit(name="days", first=10_957, end=36_526, conversion="multiply by 86,400,000"),
    Unit(  # since 1900; a year of 2070 or later in days since 1970 is less likely
        name="a spreadsheet's days", first=36_526, end=141_310, conversion="subtract 25,569, multiply by 86,400,000"
    ),
    Unit(name="hours", first=350_640, end=876_576, conversion="multiply by 3,600,000"),  # 2010 to 2069
    Unit(name="Julian days", first=2_451_544, end=2_556_029, conversion="subtract 2,440,587.5, multiply by 86,400,000"),
    Unit(name="minutes", first=15_778_080, end=166_666_667, conversion="multiply by 60,000"),
    Unit(  # as Apple counts, from 2007; a time before 2000 in seconds is less likely
        name="seconds since 2001",
        first=189_302_400,
        end=946_684_800,
        conversion="multiply by 1,000, add 978,307,200,000",
    ),
    Unit(  # as browsers count, to 2099; tenths of microseconds begin there, with 2019
        name="microseconds since 1601",
        first=125_911_584 * 10**8,
        end=1_574_691_840 * 10**7,
        conversion="divide by 1,000, subtract 11,644,473,600,000",
    ),
    Unit(name="tenths of microseconds", first=1_574_691_840 * 10**7, end=10**17, conversion="divide by 10,000"),
    Unit(  # since the year 1
        name=".NET ticks",
        first=630_822_816 * 10**9,
        end=7214 * 10**14,
        conversion="subtract 621,355,968,000,000,000, divide by 10,000",
    ),
    Unit(  # since 1601
        name="Windows file time",
        first=125_911_584 * 10**9,
        end=2165 * 10**14,
        conversion="subtract 116,444,736,000,000,000, divide by 10,000",
    ),
)

_NUMBER = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?([eE]\+?[0-9]{1,2})?")
_ISO_8601 = re.compile(r"[0-9]{4}-[0-9]{2}|[0-9]{8}T[0-9]{2}")
_YEAR = r"(20[0-9]{2}|21[0-9]{2}|22[0-8][0-9])"
_WITH_YEAR = re.compile(rf"(?<![0-9]){_YEAR}(?![0-9])")
_MONTH, _DAY = "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"
_DIGITS = re.compile(
    rf"{_YEAR}{_MONTH}{_DAY}(([01][0-9]|2[0-3])[0-5][0-9]([0-5][0-9]([0-9]{{3}})?)?)?|({_DAY}{_MONTH}|{_MONTH}{_DAY}){_YEAR}"
)


def timestamp_hint(value: object) -> str | None:
    """Return what a refused timestamp looks like and how to correct it, or None; never a part of the value."""
    if isinstance(value, str):
        return _hint_of_text(value.strip())
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return _hint_of_number(Decimal(value), quoted=False)


def _hint_of_text(text: str) -> str:
    hint = _hint_of_number(Decimal(text), quoted=True) if _NUMBER.fullmatch(text) else None
    if hint:
        return hint
    if _ISO_8601.match(text):
        return f"looks like an ISO 8601 date: {CONVERT}"
    if _WITH_YEAR.search(text):
        return f"looks like a written date: {CONVERT}"
    return "looks like text: send a number, without quotes"


def _hint_of_number(number: Decimal, *, quoted: bool) -> str | None:
    if not number.is_finite() or not 0 < number < NANOSECONDS_END:
        return None
    is_whole = number == number.to_integral_value()
    if is_whole and _DIGITS.fullmatch(str(int(number))):
        return f"looks like a date in digits: {CONVERT}"
    unit = next((unit for unit in UNITS if unit.first <= number < unit.end), None)
    if unit is None:
        return None
    name = unit.name + ("" if is_whole else " with a fraction") + (" in quotes" if quoted else "")
    advice = (
        "leave the quotes out" if quoted else None,
        unit.conversion,
        None if is_whole else "round to a whole number",
    )
    steps = [step for step in advice if step]
    return f"looks like {name}: {', '.join(steps)}" if steps else None
