"""Texts, times and amounts are shown as they are, and none of them passes for something else."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from fraudctl.console.showing import age, amount, as_time, moment, outcome, short, value, whole

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def test_a_text_is_isolated_and_hides_nothing() -> None:
    assert whole("\u202eevil\u2066<b>") == "<bdi>\\u202eevil\\u2066&lt;b&gt;</bdi>"
    assert short("\u202eevil") == "<bdi>\\u202eevil</bdi>"
    assert short("x" * 49) == f"<bdi>{'x' * 47}…</bdi>"
    assert short("x" * 48) == f"<bdi>{'x' * 48}</bdi>"


@pytest.mark.parametrize("given", [NOW, "2026-11-27T12:00:00.000Z", "2026-11-27T14:00:00+02:00", 1_795_780_800_000])
def test_a_time_has_utc_in_its_title(given: object) -> None:
    assert moment(given).startswith('<time datetime="2026-11-27T12:00:00.000Z" title="2026-11-27 12:00:00 UTC">')


@pytest.mark.parametrize("given", ["<b>soon", 10**30, None])
def test_what_is_no_time_is_shown_as_it_is(given: object) -> None:
    assert as_time(given) is None
    assert "<b>" not in moment(given)
    assert "<time" not in age(given, NOW)


@pytest.mark.parametrize(
    ("before", "said"),
    [(5, "less than 1 min ago"), (61, "1 min ago"), (7200, "2 h ago"), (86_400 * 3, "3 d ago"), (-7200, "in 2 h")],
)
def test_an_age_is_in_its_largest_unit(before: int, said: str) -> None:
    assert f">{said}</time>" in age(NOW - timedelta(seconds=before), NOW)


def test_an_outcome_has_a_sign_beside_its_colour() -> None:
    assert len({str(outcome(name)).split("</span>")[0][-1] for name in ("approve", "review", "decline")}) == 3


def test_amounts_are_exact() -> None:
    assert amount(Decimal("1234567.10"), "EUR") == "1,234,567.10 EUR"
    assert amount(Decimal("1E+3")) == "1,000"
    assert amount(Decimal("0.0001")) == "0.0001"


def test_a_part_of_a_unit_is_shown_as_people_write_money() -> None:
    assert amount(Decimal("28329.4"), "EUR") == "28,329.40 EUR"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "not known"),
        (True, "yes"),
        (False, "no"),
        (Decimal("0.50"), "0.50"),
        (["a"], "['a']"),
        ("\x1b", "\\x1b"),
    ],
)
def test_a_value_is_one_row(given: object, said: str) -> None:
    assert value(given) == said
