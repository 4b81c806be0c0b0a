"""Features agree with a count by hand, to the last of their digits, as long as the ring holds the payments."""

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from handlers.contract.absent_fields import ABSENT
from handlers.decision.entity.catalogue import OF_ENTITY
from handlers.decision.profile.codec import decode, encode
from handlers.decision.profile.fold import fold
from handlers.decision.profile.formulas import COUNTED, OF_AMOUNTS, OF_SUBJECT
from handlers.decision.profile.measures import OF_ITEMS, Measures
from handlers.decision.profile.profile import Profile
from handlers.decision.strategy.needs import needs_of
from tests.handlers.decision.profile.model import DAY, HOUR, RATES, START, Ledger, Payment, amounts, payments, times
from tests.handlers.decision.strategy.documents import loaded, rule

EVERY = Measures(
    needs_of(loaded(*(rule(each.name, f"missing(customer.{each.name})") for each in OF_ENTITY), rates=dict(RATES)))
)
OF_FACTS = ("customer.frauds_28d", "customer.frauds_in_row", "customer.seconds_since_row_began", "customer.lists")


def folded(every: Sequence[Payment], kind: str = "customer") -> Profile | None:
    profile = None
    for each in every:
        profile = fold(profile, each.event(kind))
    return profile


def known(profile: Profile | None, judged: Payment, measures: Measures = EVERY) -> dict[str, Any]:
    found = measures.of("customer", profile, None, judged.transaction, judged.received)
    return {name: value for name, value in found.items() if name not in OF_FACTS}


def test_every_feature_of_the_catalogue_has_a_formula() -> None:
    measured = {feature.name for feature in OF_ENTITY if not feature.origins.isdisjoint(OF_ITEMS)}
    assert sorted([*COUNTED, *OF_AMOUNTS, *OF_SUBJECT]) == sorted(measured)
    assert all(feature.window for feature in OF_ENTITY if feature.name in {*COUNTED, *OF_AMOUNTS})


SPANS = {"10m": 10 * 60_000, "1h": HOUR, "24h": DAY, "7d": 7 * DAY, "28d": 28 * DAY, "30d": 30 * DAY}


def test_a_feature_looks_back_as_far_as_its_name_says() -> None:
    for feature in OF_ENTITY:
        assert feature.window == SPANS.get(feature.name.rpartition("_")[2]), feature.name


@given(payments(24, currencies=("EUR", "USD", "SEK", "GBP", "XTS", "")), st.data())
@settings(deadline=None)
def test_features_are_what_a_count_by_hand_says(every: list[Payment], data: st.DataObject) -> None:
    profile, ledger = None, Ledger()
    for each in every:
        profile = fold(profile, each.event())
        ledger.take(each)
    fresh = st.builds(
        Payment,
        id=st.just("fresh"),
        time=times.map(START.__add__),
        amount=amounts,
        currency=st.sampled_from(["EUR", "SEK", "GBP", ""]),
        terminal=st.sampled_from(["T-1", "T-9", ""]),
    )
    judged = data.draw(fresh | st.sampled_from(every) if every else fresh)
    assert known(profile, judged) == ledger.features(judged)
    assert known(decode(encode(profile)) if profile else None, judged) == ledger.features(judged)


def in_order(count: int, step: int) -> list[Payment]:
    """Return payments of which every seventh is made at a new terminal and every third is small."""
    return [
        Payment(
            id=f"tx-{place}",
            time=START + place * step,
            amount=(Payment.amount, Payment.amount * 7, Payment.amount / 5)[place % 3],
            terminal=f"T-{place // 7}",
            declined=place % 11 == 10,
        )
        for place in range(count)
    ]


@pytest.mark.parametrize("step", [1, 5 * 60_000, HOUR, 7 * HOUR, DAY])
def test_windows_whose_edge_the_ring_covers_are_exact_to_the_millisecond(step: int) -> None:
    every, ledger = in_order(120, step), Ledger()
    for each in every:
        ledger.take(each)
    judged = Payment(id="fresh", time=every[-1].time + 1)
    found, by_hand = known(folded(every), judged), ledger.features(judged)
    reach = judged.time - every[-24].time
    exact = [
        name for name, length in (("1h", HOUR), ("24h", DAY), ("7d", 7 * DAY), ("30d", 30 * DAY)) if length <= reach
    ]
    checked = [name for name in by_hand if name.endswith((*exact, "ever", "last", "first", "terminal", "terminals"))]
    assert {name: found[name] for name in checked} == {name: by_hand[name] for name in checked}


@pytest.mark.parametrize("step", [60_000, 7 * 60_000, HOUR, 5 * HOUR, DAY])
@pytest.mark.parametrize("later", [0, 1, 5])
def test_a_retry_reads_what_was_read_the_first_time(step: int, later: int) -> None:
    """Judged again with the payment itself and some later ones folded, as after a crash between fold and score."""
    every = in_order(18, step)
    judged = every[12]
    first = known(folded(every[:12]), judged)
    assert known(folded(every[: 13 + later]), judged) == first


def test_of_a_bucket_at_the_windows_edge_counts_the_share_of_its_time() -> None:
    """100 payments, one a minute from 10:00, are judged on the next day at 10:30 and an hour: of 60 counts a half."""
    ten = START - START % HOUR
    every = [Payment(id=f"tx-{place}", time=ten + place * 60_000) for place in range(100)]
    judged = Payment(id="fresh", time=ten + DAY + 30 * 60_000)
    assert known(folded(every), judged)["customer.count_24h"] == 30 + 16 + 24
    assert known(folded(every), judged)["customer.sum_24h"] == 700


def test_the_share_of_a_bucket_is_rounded_down() -> None:
    ten = START - START % HOUR
    every = [Payment(id=f"tx-{place}", time=ten + 1) for place in range(3)]
    every += [Payment(id=f"later-{place}", time=ten + 2 * HOUR) for place in range(24)]
    judged = Payment(id="fresh", time=ten + DAY + HOUR // 2)
    assert known(folded(every), judged)["customer.count_24h"] == 1 + 24


def test_of_the_bucket_within_which_the_ring_begins_counts_the_share_of_the_time_before_it() -> None:
    """Six payments left the ring, which begins at 10:30: of the half hour before, a window from 10:15 has a half."""
    ten = START - START % HOUR
    every = [Payment(id=f"gone-{place}", time=ten + place) for place in range(6)]
    every += [Payment(id=f"tx-{place}", time=ten + HOUR // 2 + place * 60_000) for place in range(24)]
    judged = Payment(id="fresh", time=ten + DAY + HOUR // 4)
    assert known(folded(every), judged)["customer.count_24h"] == 3 + 24


def test_payments_of_nothing_deviate_by_nothing() -> None:
    every = [Payment(id=f"tx-{place}", time=START + place, amount=Decimal(0)) for place in range(2)]
    assert known(folded(every), Payment(id="fresh", time=START + HOUR))["customer.deviation_30d"] == 0


def test_an_event_without_an_amount_is_no_multiple_of_the_mean() -> None:
    login = structs.replace(
        Payment(id="login", time=START + HOUR, amount=Decimal(0)).transaction, metadata={ABSENT: {"S": "amount"}}
    )
    found = EVERY.of("customer", folded([Payment(id="tx", time=START)]), None, login, START + HOUR)
    assert found["customer.mean_30d"] == 10
    assert "customer.amount_to_mean_30d" not in found


def test_the_most_may_be_of_the_day_at_the_windows_edge() -> None:
    noon = START - START % DAY + DAY // 2
    amount = Payment.amount
    every = [
        Payment(id="large", time=noon, amount=amount * 90),
        Payment(id="usual", time=noon + 3 * DAY, amount=amount * 2),
    ]
    every += [Payment(id=f"tx-{place}", time=noon + 20 * DAY + place) for place in range(24)]
    profile = folded(every)
    for days, most in ((29, 900), (30, 900), (31, 20), (33, 20), (34, 10)):
        found = known(profile, Payment(id="fresh", time=noon + days * DAY + HOUR))
        assert found["customer.most_30d"] == most, days


@pytest.mark.parametrize(("before", "late", "most"), [(60, 20, None), (90, 20, 90), (60, 70, 70), (60, 80, 80)])
def test_the_most_before_a_payment_that_comes_late_is_absent_where_a_larger_later_one_hides_it(
    before: int, late: int, most: int | None
) -> None:
    day = START - START % DAY + DAY
    every = [
        Payment(id="before", time=day, amount=Decimal(before)),
        Payment(id="larger", time=day + 4 * DAY, amount=Decimal(70)),
        *(Payment(id=f"tx-{place}", time=day + 20 * DAY + place) for place in range(23)),
        Payment(id="late", time=day + DAY, amount=Decimal(late)),
    ]
    found = known(folded(every), Payment(id="fresh", time=day + 2 * DAY))
    assert found.get("customer.most_30d") == most


@pytest.mark.parametrize("place", [0, 1])
def test_a_payment_that_comes_again_with_a_later_time_does_not_count_itself(place: int) -> None:
    profile = folded([Payment(id=f"tx-{each}", time=START + each) for each in range(2)])
    assert known(profile, Payment(id=f"tx-{place}", time=START + 1000))["customer.count_1h"] == 1


@pytest.mark.parametrize("kept", [31, 32, 33, 60])
def test_counterparts_are_counted_up_to_32(kept: int) -> None:
    every = [Payment(id=f"tx-{place}", time=START + place, terminal=f"T-{place}") for place in range(kept)]
    found = known(folded(every), Payment(id="fresh", time=every[-1].time + 1, terminal="T-0"))
    assert found["customer.distinct_terminals"] == min(32, kept)
    assert found["customer.new_terminal"] is (kept > 32)


def test_the_counterpart_that_was_met_last_is_the_last_to_be_forgotten() -> None:
    terminals = [*(f"T-{place}" for place in range(32)), "T-0", "T-32"]
    every = [Payment(id=f"tx-{place}", time=START + place, terminal=each) for place, each in enumerate(terminals)]
    is_new = {
        each: known(folded(every), Payment(id="fresh", time=START + DAY, terminal=each))["customer.new_terminal"]
        for each in ("T-0", "T-1", "T-2")
    }
    assert is_new == {"T-0": False, "T-1": True, "T-2": False}


def test_that_32_or_more_were_met_is_still_known_before_the_last_payments() -> None:
    every = [Payment(id=f"tx-{place}", time=START + place, terminal=f"T-{place}") for place in range(60)]
    profile = folded(every)
    for place in range(37, 60):
        judged = every[place]
        assert known(profile, judged)["customer.distinct_terminals"] == 32, place
        assert known(profile, judged)["customer.new_terminal"] is True
    every = every[:40]
    profile = folded(every)
    assert [known(profile, each)["customer.distinct_terminals"] for each in every[20:34]] == [*range(20, 32), 32, 32]


def test_without_a_profile_what_needs_a_payment_is_absent() -> None:
    found = known(None, Payment(id="fresh", time=START))
    assert {name for name, value in found.items() if value == 0 and value is not False} == {
        f"customer.{name}"
        for name in (
            *("count_1h", "count_24h", "count_7d", "count_30d", "count_ever", "sum_1h", "sum_24h", "sum_7d", "sum_30d"),
            *("small_1h", "small_24h", "high_24h", "high_7d", "declined_24h", "declined_7d"),
            *("distinct_terminals", "distinct_merchants"),
        )
    }
    assert {name for name, value in found.items() if value is True} == {
        "customer.new_terminal",
        "customer.new_merchant",
    }


def test_only_what_the_strategy_reads_is_computed() -> None:
    measures = Measures(needs_of(loaded(rule("reads", "customer.count_1h > 3 or missing(terminal.new_terminal)"))))
    assert measures.of("customer", None, None, Payment(id="fresh", time=START).transaction, START) == {
        "customer.count_1h": 0
    }
    for kind in ("terminal", "card"):
        assert measures.of(kind, None, None, Payment(id="fresh", time=START).transaction, START) == {}


@pytest.mark.parametrize("seed", range(5))
def test_a_feature_that_is_made_when_it_is_read_is_what_it_is_among_all(seed: int) -> None:
    every, names = in_order(60, 3 * HOUR), [f"customer.{each.name}" for each in OF_ENTITY]
    subject = EVERY.subject(folded(every), None, every[-1].transaction, START)
    made = EVERY.all_of({"customer": subject})
    random.Random(seed).shuffle(names)  # noqa: S311 -- no secret
    read = EVERY.when_read({"customer": subject}) | {"amount": Decimal(7)}
    assert {name: value for name in names if (value := read.get(name)) is not None} == made
    assert [name for name in names if name in read] == [name for name in names if name in made]
    assert read["amount"] == 7
    for name in ("customer.new_customer", "card.count_1h", "amounts"):
        assert name not in read
        with pytest.raises(KeyError, match=name):
            read[name]


def test_a_busy_entity_reads_at_least_how_many_there_were_and_nothing_else() -> None:
    hour = START - START % HOUR
    every = [Payment(id=f"tx-{place}", time=hour + place) for place in range(2_005)]
    profile = folded(every)
    assert profile is not None
    assert profile.count == 2_001
    assert fold(profile, Payment(id="more", time=hour + HOUR - 1).event()) is profile
    assert known(profile, Payment(id="fresh", time=hour + HOUR - 1)) == {"customer.count_1h": 2_001}
    of_lists = EVERY.of("customer", profile, None, Payment(id="fresh", time=hour + HOUR - 1).transaction, START)
    assert {name: of_lists[name] for name in ("customer.lists", "customer.frauds_28d")} == {
        "customer.lists": frozenset(),
        "customer.frauds_28d": 0,
    }
    after = fold(profile, Payment(id="after", time=hour + HOUR).event())
    assert after is not None
    assert after.count == 2_002
    assert known(after, Payment(id="fresh", time=hour + HOUR + 1))["customer.count_24h"] == 2_002


def test_a_terminal_has_customers_and_a_card_has_all_counterparts() -> None:
    every = [Payment(id=f"tx-{place}", time=START + place, customer=f"C-{place}") for place in range(3)]
    strategy = loaded(
        rule("terminal", "terminal.distinct_customers > 2 and card.distinct_customers > 2 and card.new_terminal"),
        entities={"card": "metadata.card"},
    )
    measures = Measures(needs_of(strategy))
    judged = Payment(id="fresh", time=START + 10)
    for kind in ("terminal", "card"):
        found = measures.of(kind, folded(every, kind), None, judged.transaction, START)
        assert found[f"{kind}.distinct_customers"] == 3
    assert found["card.new_terminal"] is False
