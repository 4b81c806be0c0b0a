"""A profile adds up the same in whatever order payments come, however often, and in whatever batches."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.decision.profile import day_sums
from handlers.decision.profile import flags as seen
from handlers.decision.profile.buckets import COUNT, DECLINED, SMALL, SUM, UNSUMMED, Peaks
from handlers.decision.profile.codec import decode, encode
from handlers.decision.profile.fold import fold
from handlers.decision.profile.money import squared
from handlers.decision.profile.profile import Profile
from tests.handlers.decision.profile.model import DAY, HOUR, MINUTE, START, Ledger, Payment, is_small, payments
from tests.handlers.decision.profile.test_measures import folded, known

Totals = dict[str, dict[int, Counter[str]]]


def totals(profile: Profile) -> Totals:
    """Return what a profile has for each hour and day that it keeps: of the ring and of the buckets."""
    found: Totals = {"hours": {}, "days": {}}
    for name, span, kept, buckets in (("hours", HOUR, 26, profile.hours), ("days", DAY, 36, profile.days)):
        latest = profile.last // span
        for age, row in enumerate(zip_longest(*buckets, fillvalue=0)):
            if not row[COUNT]:
                assert not any((*row, day_sums.of(profile.sums, age) if span == DAY else 0))
                continue
            found[name].setdefault(latest - age, Counter()).update(
                count=row[COUNT],
                declined=row[DECLINED] if span == HOUR or age < 13 else 0,
                small=row[SMALL] if span == HOUR else 0,
                total=(row[SUM] if span == HOUR else day_sums.of(profile.sums, age)) * profile.unit,
                squares=profile.squares.total(age, age + 1) if span == DAY else 0,
                summed=row[COUNT] - row[UNSUMMED] if span == DAY else 0,
            )
        for after, amount, flags in zip(profile.ring.times(), profile.ring.amounts, profile.ring.flags, strict=True):
            place = (profile.ring.since + after) // span
            if latest - place < kept and not flags & seen.PAST:
                units = amount * profile.unit
                found[name].setdefault(place, Counter()).update(
                    count=1,
                    declined=bool(flags & seen.DECLINED) if span == HOUR or latest - place < 13 else 0,
                    small=bool(flags & seen.SMALL) if span == HOUR else 0,
                    total=units,
                    squares=squared(units) if span == DAY else 0,
                    summed=not flags & seen.UNSUMMED if span == DAY else 0,
                )
    return found


def by_hand(taken: Sequence[Payment]) -> Totals:
    """Return the same of the payments themselves."""
    ledger, found = Ledger(list(taken)), Totals(hours={}, days={})
    last = max(each.time for each in taken)
    for name, span, kept in (("hours", HOUR, 26), ("days", DAY, 36)):
        for each in taken:
            if each.is_past or last // span - each.time // span >= kept:
                continue
            units = ledger.units(each)
            found[name].setdefault(each.time // span, Counter()).update(
                count=1,
                declined=each.declined if span == HOUR or last // span - each.time // span < 13 else 0,
                small=is_small(each) if span == HOUR else 0,
                total=units or 0,
                squares=round(Decimal(units or 0) ** 2 / 10_000) if span == DAY else 0,
                summed=units is not None if span == DAY else 0,
            )
    return found


@st.composite
def deliveries(draw: st.DrawFn, every: list[Payment]) -> list[list[Payment]]:
    """Draw batches in which each payment comes, in any order, some of them again while the ring holds them."""
    order: list[Payment] = []
    for each in draw(st.permutations(every)):
        order.append(each)
        if draw(st.integers(0, 4)) == 0:
            order.append(draw(st.sampled_from(order[-20:])))
    cuts = sorted(draw(st.sets(st.integers(0, len(order)), max_size=6)))
    return [order[start:end] for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True)]


@given(payments(70, currencies=("EUR", "GBP", "")).filter(bool), st.data())
@settings(deadline=None)
def test_what_adds_up_depends_on_no_order_no_repetition_and_no_batch(every: list[Payment], data: st.DataObject) -> None:
    first, profile = every[0], fold(None, every[0].event())
    taken = [each for each in every if each.delay >= -5 * MINUTE]
    for batch in data.draw(deliveries(every[1:])):
        for each in batch:
            profile = fold(profile, each.event())
        profile = decode(encode(profile)) if profile else None
    if not taken:
        assert profile is None
        return
    assert profile is not None
    if first in taken:  # else another is the first, and its currency the main one
        assert totals(profile) == by_hand([first, *[each for each in taken if each is not first]])
    assert profile.count == len(taken)
    assert (profile.first, profile.last) == (min(each.time for each in taken), max(each.time for each in taken))


def test_a_payment_that_the_ring_holds_is_not_folded_again() -> None:
    every = [Payment(id=f"tx-{place}", time=START + place) for place in range(30)]
    profile: Any = None
    for each in every:
        profile = fold(profile, each.event())
    assert all(fold(profile, each.event()) is profile for each in every[-24:])
    assert fold(profile, every[5].event()) is not profile


@pytest.mark.parametrize(("delay", "folded"), [(-5 * MINUTE, True), (-5 * MINUTE - 1, False)])
def test_a_payment_from_the_future_is_not_folded(delay: int, folded: bool) -> None:  # noqa: FBT001 -- a parameter
    future = Payment(id="future", time=START, delay=delay)
    assert (fold(None, future.event()) is not None) is folded
    profile = fold(None, Payment(id="now", time=START).event())
    assert (fold(profile, future.event()) is not profile) is folded


@pytest.mark.parametrize(("delay", "counted"), [(35 * DAY, 1), (35 * DAY + 1, 0)])
def test_a_payment_of_long_ago_counts_among_all_and_in_no_window(delay: int, counted: int) -> None:
    old = Payment(id="old", time=START, delay=delay)
    profile = fold(None, old.event())
    assert profile is not None
    assert (profile.count, profile.first, profile.last) == (1, START, START)
    assert sum(day["count"] for day in totals(profile)["days"].values()) == counted
    assert profile.met[0].count == counted
    assert fold(profile, old.event()) is profile


def test_a_profile_that_is_folded_into_is_not_changed() -> None:
    profile: Any = None
    for place in range(200):
        before = encode(profile) if profile else b""
        after = fold(
            profile, Payment(id=f"tx-{place}", time=START + place * 7 * HOUR, terminal=f"T-{place % 40}").event()
        )
        assert (encode(profile) if profile else b"") == before
        profile = after


@pytest.mark.parametrize(("days", "peaks"), [(35, Peaks(b"\x0f\x23", [1_000, 9_000])), (36, Peaks(b"\x10", [1_000]))])
def test_the_largest_amount_of_a_day_is_forgotten_36_days_later(days: int, peaks: Peaks) -> None:
    """In hundredths, with the days since: of the payments that the ring does not hold, one was made after 20 days."""
    profile = fold(None, Payment(id="large", time=START, amount=Decimal(90)).event())
    for place in range(24):
        profile = fold(profile, Payment(id=f"tx-{place}", time=START + 20 * DAY + place).event())
    profile = fold(profile, Payment(id="last", time=START + days * DAY).event())
    assert profile is not None
    assert profile.peaks == peaks


def test_amounts_are_summed_in_the_first_payments_currency() -> None:
    profile: Any = None
    for place, (currency, amount) in enumerate(
        [("EUR", "10"), ("SEK", "100"), ("GBP", "7"), ("", "3"), ("EUR", "0.5")]
    ):
        profile = fold(
            profile, Payment(id=f"tx-{place}", time=START, currency=currency, amount=Decimal(amount)).event()
        )
    assert profile.currency == "EUR"
    (day,) = totals(profile)["days"].values()
    assert day["total"] == 10 * 10_000 + 85_182 + 5_000  # 100 x 0.0937 / 1.1 = 8.51818…
    assert (day["count"], day["summed"]) == (5, 3)


@pytest.mark.parametrize(
    ("amount", "units"),
    [("0.00005", 0), ("0.00015", 2), ("0.00025", 2), ("1E+15", 10**19), ("1000000000000000.0001", None), ("-1", None)],
)
def test_an_amount_is_rounded_half_to_even_and_a_huge_one_is_not_summed(amount: str, units: int | None) -> None:
    profile = fold(None, Payment(id="tx", time=START, amount=Decimal(amount)).event())
    assert profile is not None
    (day,) = totals(profile)["days"].values()
    assert (day["total"], day["summed"]) == (units or 0, units is not None)


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+999999", "1E-999999"])
def test_an_amount_that_no_table_can_hold_counts_and_does_no_harm(amount: str) -> None:
    odd = Payment(id="odd", time=START, amount=Decimal(amount), currency="SEK")
    profile = fold(fold(None, Payment(id="usual", time=START - 1, currency="SEK").event()), odd.event())
    assert profile is not None
    assert profile.count == 2
    assert decode(encode(profile)) == profile
    assert known(profile, odd)["customer.count_30d"] == 1


def test_times_at_the_ends_of_their_range_do_no_harm() -> None:
    profile: Any = None
    for place, time in enumerate([-(2**63), 2**63 - 1, 0, START, 1 - 2**63, 2**63 - 2] * 6):
        profile = fold(profile, Payment(id=f"tx-{place}", time=time).event())
        assert decode(encode(profile)) == profile
        assert known(profile, Payment(id="fresh", time=time))["customer.count_ever"] >= 0
    assert (profile.count, profile.first, profile.last) == (36, -(2**63), 2**63 - 1)


def test_what_leaves_the_ring_is_counted_in_its_hour_and_day_with_its_flags() -> None:
    """The ring holds 24 of 30 small payments, a second apart; the first of them was declined."""
    profile = folded(
        [
            Payment(id=f"tx-{place}", time=START + 1000 * place, amount=Decimal(1), declined=place == 0)
            for place in range(30)
        ]
    )
    assert profile
    assert [profile.hours[column] for column in (COUNT, DECLINED, SMALL)] == [[6], [1], [6]]
    assert [profile.days[column] for column in (COUNT, DECLINED, UNSUMMED)] == [[6], [1], [1]]
    assert day_sums.of(profile.sums, 0) * profile.unit == 50_000


@pytest.mark.parametrize(
    ("before", "amount", "flags"),
    [
        (4, "1000.00", 0),
        *((many, amount, flags) for many in (5, 24, 40) for amount, flags in (("30", 0), ("30.01", 4))),
    ],
)
def test_a_payment_is_high_above_three_times_the_mean_of_five_at_least(before: int, amount: str, flags: int) -> None:
    every = [Payment(id=f"tx-{place}", time=START + place, amount=Decimal(10)) for place in range(before)]
    profile = folded([*every, Payment(id="last", time=START + DAY, amount=Decimal(amount))])
    assert profile
    assert profile.ring.flags[-1] & seen.HIGH == flags
