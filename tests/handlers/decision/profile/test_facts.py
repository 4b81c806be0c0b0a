"""Labels and lists: added and removed, known from when they were received, and taken out of habits."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from handlers.decision.profile.event import hashed
from handlers.decision.profile.facts import MOST_LABELS, Facts, Label, Listing
from handlers.decision.profile.labels import with_label, without_label
from handlers.decision.profile.money import in_units
from handlers.decision.profile.profile import Profile
from tests.handlers.decision.profile.model import DAY, HOUR, START, Ledger, Payment, digits
from tests.handlers.decision.profile.test_measures import EVERY, folded

LATER = START + 400 * DAY


def labelled(payment: Payment, *, fraud: bool = True, received: int = START, identity: bytes | None = None) -> Label:
    return Label(
        identity=identity or hashed(payment.id),
        time=payment.time,
        received=received,
        amount=in_units(payment.amount),
        currency=payment.currency,
        declined=payment.declined,
        fraud=fraud,
    )


def facts_of(labels: Sequence[Label]) -> Facts:
    facts = Facts()
    for label in labels:
        facts = with_label(facts, label)
    return facts


def known(profile: Profile | None, facts: Facts, judged: Payment, as_of: int = LATER) -> dict[str, Any]:
    found = EVERY.of("customer", profile, facts, judged.transaction, as_of)
    return {name.removeprefix("customer."): value for name, value in found.items()}


TEN = [Payment(id=f"tx-{place}", time=START + place * DAY, amount=Decimal(10 + place)) for place in range(10)]
NEXT = Payment(id="next", time=START + 10 * DAY, amount=Decimal(30))


def without(ids: set[str]) -> dict[str, Any]:
    """Return the habits of the ten payments without some, counted by hand."""
    ledger = Ledger([each for each in TEN if each.id not in ids])
    found = ledger.features(NEXT)
    names = ("sum_7d", "sum_30d", "mean_30d", "deviation_30d", "amount_to_mean_30d")
    return {name: found[f"customer.{name}"] for name in names}


def test_a_payment_labelled_fraud_is_taken_out_of_sums_and_habits() -> None:
    facts = facts_of([labelled(TEN[9]), labelled(TEN[2])])
    found = known(folded(TEN), facts, NEXT)
    expected = without({"tx-9", "tx-2"})
    assert {name: found[name] for name in expected} == expected
    assert (found["count_30d"], found["frauds_28d"]) == (10, 2)


def test_a_payment_that_a_review_declined_is_taken_out_and_is_no_fraud() -> None:
    found = known(folded(TEN), facts_of([labelled(TEN[9], fraud=False)]), NEXT)
    assert (found["mean_30d"], found["frauds_28d"]) == (without({"tx-9"})["mean_30d"], 0)


def test_a_declined_payment_was_never_summed_and_is_not_taken_out() -> None:
    declined = Payment(id="declined", time=START + 9 * DAY + 1, amount=Decimal(999), declined=True)
    found = known(folded([*TEN, declined]), facts_of([labelled(declined)]), NEXT)
    assert (found["mean_30d"], found["frauds_28d"]) == (without(set())["mean_30d"], 1)


def test_a_label_in_another_currency_is_taken_out_in_the_main_one() -> None:
    foreign = Payment(id="foreign", time=START + 9 * DAY + 1, amount=Decimal(100), currency="SEK")
    unknown = Payment(id="unknown", time=START + 9 * DAY + 2, amount=Decimal(100), currency="GBP")
    found = known(folded([*TEN, foreign, unknown]), facts_of([labelled(foreign), labelled(unknown)]), NEXT)
    assert found["mean_30d"] == without(set())["mean_30d"]


def test_what_would_fall_below_zero_is_absent() -> None:
    stranger = Payment(id="stranger", time=START + 9 * DAY, amount=Decimal(100_000))
    found = known(folded(TEN), facts_of([labelled(stranger)]), NEXT)
    assert not found.keys() & {"sum_30d", "mean_30d", "deviation_30d", "amount_to_mean_30d"}
    assert found["count_30d"] == 10


def test_a_label_is_known_from_when_it_was_received() -> None:
    facts = facts_of([labelled(TEN[9], received=START + 20 * DAY)])
    assert known(folded(TEN), facts, NEXT, as_of=START + 20 * DAY - 1)["frauds_28d"] == 0
    assert known(folded(TEN), facts, NEXT, as_of=START + 20 * DAY)["frauds_28d"] == 1


def test_frauds_are_counted_over_28_days_without_the_payment_itself() -> None:
    facts = facts_of([labelled(TEN[0]), labelled(TEN[5]), labelled(NEXT)])
    judged = Payment(id="judged", time=START + 28 * DAY)
    assert known(None, facts, judged)["frauds_28d"] == 3
    assert known(None, facts, Payment(id="judged", time=judged.time + 1))["frauds_28d"] == 2
    assert known(None, facts, Payment(id="next", time=judged.time))["frauds_28d"] == 2
    assert known(None, facts, Payment(id="judged", time=START + 5 * DAY))["frauds_28d"] == 1


@pytest.mark.parametrize(
    ("bad", "days", "in_row", "first"),
    [
        ({9}, 10, 1, 9),
        ({7, 8, 9}, 10, 3, 7),  # since tx-2, as those of the last seven days are not known to be good yet
        ({5, 9}, 10, 2, 5),
        ({5, 9}, 13, 1, 9),  # tx-6 is known to be good
        ({5, 9}, 17, 1, 9),  # nor is a payment at the very start of the seven days
        (set(range(10)), 10, 10, 0),
        (set(), 10, 0, None),
    ],
)
def test_frauds_in_a_row_count_since_the_last_payment_known_to_be_good(
    bad: set[int], days: int, in_row: int, first: int | None
) -> None:
    facts = facts_of([labelled(TEN[place]) for place in bad])
    found = known(folded(TEN), facts, Payment(id="judged", time=START + days * DAY + HOUR))
    assert found["frauds_in_row"] == in_row
    began = None if first is None else (days - first) * 86_400 + 3_600
    assert found.get("seconds_since_row_began") == began


def test_a_payment_that_a_review_declined_begins_no_row_of_frauds() -> None:
    found = known(folded(TEN), facts_of([labelled(TEN[8], fraud=False), labelled(TEN[9])]), NEXT)
    assert (found["frauds_in_row"], found["seconds_since_row_began"]) == (1, 86_400)


def test_a_row_that_began_before_the_labels_that_stand_one_by_one_began_with_the_day_of_its_first() -> None:
    many = [Payment(id=f"tx-{place}", time=START + HOUR + place * HOUR) for place in range(100)]
    found = known(folded(many), facts_of([labelled(each) for each in many]), Payment(id="j", time=START + 9 * DAY))
    assert (found["frauds_in_row"], found["seconds_since_row_began"]) == (100, (START % DAY + 9 * DAY) // 1000)


def test_frauds_in_a_row_are_found_among_payments_that_the_ring_does_not_hold() -> None:
    good = [Payment(id=f"good-{place}", time=START + place) for place in range(30)]
    bad = [Payment(id=f"bad-{place}", time=START + 2 * DAY + place) for place in range(30)]
    facts = facts_of([labelled(each) for each in bad])
    judged = Payment(id="judged", time=START + 12 * DAY)
    assert known(folded([*good, *bad]), facts, judged)["frauds_in_row"] == 30


@pytest.mark.parametrize("later", [30, MOST_LABELS])
def test_frauds_of_an_earlier_day_do_not_hide_the_good_payments_that_the_ring_does_not_hold(later: int) -> None:
    """With as many frauds after them as labels stand one by one, the earlier ones are only summed by their day."""
    begun = START - START % DAY
    early = [Payment(id=f"early-{place}", time=begun + place) for place in range(40)]
    good = [Payment(id=f"good-{place}", time=begun + DAY + place) for place in range(30)]
    late = [Payment(id=f"late-{place}", time=begun + 2 * DAY + place) for place in range(later)]
    facts = facts_of([labelled(each) for each in (*early, *late)])
    judged = Payment(id="judged", time=begun + 12 * DAY)
    assert known(folded([*early, *good, *late]), facts, judged)["frauds_in_row"] == later


def test_a_label_takes_the_place_of_the_one_before_and_legitimate_removes_it() -> None:
    facts = facts_of([labelled(TEN[0]), labelled(TEN[0], fraud=False, received=START + 1)])
    assert [each.fraud for each in facts.labels] == [False]
    assert without_label(facts, hashed("tx-0")) == Facts()
    assert without_label(facts, hashed("tx-1")) == facts


def test_more_than_64_labels_are_summed_by_the_day() -> None:
    many = [Payment(id=f"tx-{place}", time=START + place * HOUR, amount=Decimal(place)) for place in range(100)]
    facts = facts_of([labelled(each, received=START + place) for place, each in enumerate(many)])
    assert [each.identity for each in facts.labels] == [hashed(each.id) for each in many[36:]]
    assert sum(day.frauds for day in facts.days) == 36
    assert sum(day.total for day in facts.days) == sum(range(36)) * 10_000
    assert sum(int(day.squares) for day in facts.days) == sum(place**2 for place in range(36)) * 10_000
    assert len({day.day for day in facts.days}) == len(facts.days) == len({each.time // DAY for each in many[:36]})
    judged = Payment(id="judged", time=many[-1].time + 1)
    found = known(folded(many), facts, judged)
    begun = (START // DAY + 1) * DAY  # of the first day, the beginning is not in the window of four days
    assert found["frauds_28d"] == 100
    assert found["sum_30d"] == 0
    assert known(folded(many), facts, Payment(id="judged", time=begun + 28 * DAY))["frauds_28d"] == sum(
        each.time >= begun for each in many
    )


def test_the_days_of_the_oldest_labels_are_given_up() -> None:
    facts = facts_of([labelled(Payment(id=f"tx-{place}", time=START + place * DAY)) for place in range(200)])
    assert (len(facts.labels), len(facts.days)) == (64, 64)


def test_an_entity_is_on_a_list_until_the_time_that_it_says() -> None:
    lists = {"blocked": Listing(by="arn:ana", at=START), "vip\u200b": Listing(by="arn:ana", at=START, until=START + 10)}
    facts = Facts(lists=lists)
    assert known(None, facts, NEXT, as_of=START + 9)["lists"] == {"blocked", "vip"}
    assert known(None, facts, NEXT, as_of=START + 10)["lists"] == {"blocked"}
    assert known(None, Facts(), NEXT)["lists"] == frozenset()


def test_a_rounded_mean_has_12_digits() -> None:
    """Ten amounts from 10 to 19 without 19 and 12 come to 114."""
    facts = facts_of([labelled(TEN[9]), labelled(TEN[2]), labelled(TEN[3])])
    assert known(folded(TEN), facts, NEXT)["mean_30d"] == Decimal("14.4285714286")
    assert digits(Fraction(101, 7)) == Decimal("14.4285714286")
