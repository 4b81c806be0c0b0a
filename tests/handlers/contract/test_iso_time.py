"""Times of rows are shown as they were, and those that are none, or that no calendar has, are left out."""

import pytest

from handlers.contract.iso_time import iso_in, iso_time


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [
        (0, "1970-01-01T00:00:00.000+00:00"),
        (1_795_350_700_500, "2026-11-22T12:31:40.500+00:00"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999+00:00"),
        (253_402_300_800_000, None),
        (-(10**17), None),
        (10**38, None),
    ],
)
def test_a_time_is_in_utc_to_the_millisecond_and_none_where_no_calendar_has_it(
    milliseconds: int, said: str | None
) -> None:
    assert iso_time(milliseconds) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-11-22T12:31:40.5004+00:00", "2026-11-22T12:31:40.500+00:00"),
        ("2026-11-22T13:31:40+01:00", "2026-11-22T12:31:40.000+00:00"),
        ("yesterday", None),
        (1_795_350_700_500, None),
        (None, None),
        ("0001-01-01T00:00:00+01:00", None),
    ],
)
def test_the_time_that_a_row_says_is_shown_in_utc_and_what_is_none_is_not(written: object, said: str | None) -> None:
    assert iso_in(written) == said
