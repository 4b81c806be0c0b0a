"""The verdict on profiles: right ones pass, whatever the order was, and what is off by a single payment is found."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest

from chaos.ledger import Ledger, PlantedProfile
from chaos.verdict.allowances import Allowances
from chaos.verdict.profiles import ProfilesVerdict, judge_profiles
from chaos.verdict.scoring_log import ScoringRun
from handlers.decision.profile.codec import encode
from handlers.decision.profile.profile import Profile
from tests.chaos.customer import CUSTOMER, DAY, FEW, MANY, ODD, Sent, folded, found, ids, payment, run, verdict
from tests.chaos.example import attempt


@pytest.mark.parametrize("payments", [FEW, ODD, MANY], ids=["few", "odd", "many"])
def test_a_right_profile_is_right_whatever_the_order_of_arrival(payments: Sequence[Sent]) -> None:
    chance = random.Random(7)  # noqa: S311 -- no secret
    for _ in range(20):
        rest = payments[1:]  # the currency of the first is the main one
        shuffled = [payments[0], *chance.sample(rest, len(rest))]
        assert verdict(payments, folded(shuffled)) == ProfilesVerdict(keys={CUSTOMER}, judged=1)


MUTATIONS: Mapping[str, Callable[[Sequence[Sent]], Profile]] = {
    "one dropped": lambda payments: folded(payments[:-1]),
    "the first dropped": lambda payments: folded(payments[1:]),
    "one twice": lambda payments: folded([*payments, {**payments[-1], "transaction_id": "tx-again"}]),
    "another amount": lambda payments: folded([{**payments[0], "amount": Decimal("12.35")}, *payments[1:]]),
    "another currency": lambda payments: folded([{**payments[0], "currency": "SEK"}, *payments[1:]]),
    "another hour": lambda payments: folded(
        [*payments[:-1], {**payments[-1], "timestamp": payments[-1]["timestamp"] - 3_600_000}]
    ),
    "another merchant": lambda payments: folded([{**payments[0], "merchant": "Elsewhere"}, *payments[1:]]),
    "a terminal": lambda payments: folded([*payments[:-1], {**payments[-1], "terminal_id": "T-9"}]),
    "a count too many": lambda payments: msgspec.structs.replace(folded(payments), count=folded(payments).count + 1),
    "a later last": lambda payments: msgspec.structs.replace(folded(payments), last=folded(payments).last + 1),
    "an earlier first": lambda payments: msgspec.structs.replace(folded(payments), first=folded(payments).first - 1),
}


@pytest.mark.parametrize("payments", [FEW, MANY], ids=["few", "many"])
@pytest.mark.parametrize("mutate", MUTATIONS.values(), ids=MUTATIONS)
def test_a_profile_that_is_off_by_anything_is_wrong(
    payments: Sequence[Sent], mutate: Callable[[Sequence[Sent]], Profile]
) -> None:
    assert verdict(payments, mutate(payments)).wrong.keys() == {CUSTOMER}


def test_squares_of_which_one_is_too_large_are_wrong() -> None:
    right = folded(MANY)

    assert verdict(MANY, msgspec.structs.replace(right, squares=right.squares.plus(0, 1))).wrong.keys() == {CUSTOMER}


@pytest.mark.parametrize("written", [None, b"", b"\x01\xff", b"\x02later"])
def test_a_profile_that_is_not_there_or_cannot_be_read_is_wrong(written: bytes | None) -> None:
    assert verdict(FEW, written).wrong.keys() == {CUSTOMER}


def test_a_customer_of_nothing_but_the_future_has_no_profile() -> None:
    assert not verdict([payment(1, ago=-DAY)], None).wrong


def test_what_the_log_says_was_given_up_may_be_missing_and_nothing_else() -> None:
    gave_up = run(0, 9, ids(FEW[1:]), given_up={CUSTOMER: "lost 5 races"})
    other = run(0, 9, ids(FEW[1:]), given_up={"profile#customer#C-2": "lost 5 races"})

    assert verdict(FEW, folded(FEW[:1]), runs=[gave_up]).off == {CUSTOMER}
    assert verdict(FEW, folded(FEW), runs=[gave_up]) == ProfilesVerdict(keys={CUSTOMER}, judged=1)
    assert verdict(FEW, folded(FEW[1:]), runs=[gave_up]).wrong
    assert verdict(FEW, folded(FEW[:1]), runs=[other]).wrong
    assert verdict(FEW, None, runs=[gave_up]).wrong


@pytest.mark.parametrize(
    ("payments", "failed", "fault"),
    [
        pytest.param(MANY, run(1, 5, received=-1), "off", id="retried while the ring overflowed"),
        pytest.param(MANY, run(1, 5, ids(MANY[:3]), received=60), "off", id="it had more than it wrote"),
        pytest.param(MANY, run(1, 5, ["tx-elsewhere"]), "wrong", id="a whole invocation is not retried"),
        pytest.param(MANY, run(20, 30, received=-1), "wrong", id="failed when all had their score"),
        pytest.param(MANY, run(-9, -1, received=-1), "wrong", id="failed before they were received"),
        pytest.param(FEW, run(1, 5, received=-1), "wrong", id="a ring that holds all lets nothing in twice"),
    ],
)
def test_what_was_retried_may_be_there_twice_only_if_the_ring_could_not_hold_it(
    payments: Sequence[Sent], failed: ScoringRun, fault: str
) -> None:
    twice = folded([*payments, {**payments[-1], "transaction_id": "tx-again"}])

    judged = verdict(payments, twice, runs=[run(6, 10, ids(payments)), failed])

    assert (judged.off, set(judged.wrong)) == (({CUSTOMER}, set()) if fault == "off" else (set(), {CUSTOMER}))


def test_a_retried_profile_may_not_be_off_by_more_than_was_retried() -> None:
    runs = [run(6, 10, ids(MANY[:59])), run(11, 12, ids(MANY[59:])), run(11, 12, received=-1)]
    twice = [{**each, "transaction_id": f"{each['transaction_id']}-again"} for each in MANY[58:]]

    assert verdict(MANY, folded([*MANY, twice[1]]), runs=runs).off == {CUSTOMER}
    assert verdict(MANY, folded([*MANY, *twice]), runs=runs).wrong
    assert verdict(MANY, folded([*MANY, twice[0]]), runs=runs).wrong


def test_a_payment_may_be_there_once_more_for_each_invocation_that_failed() -> None:
    last = MANY[-1]
    thrice = folded([*MANY, *({**last, "transaction_id": f"tx-{each}"} for each in ("again", "once-more"))])
    failed = [run(0, 1, received=-1), run(2, 3, received=-1)]
    scored = [run(-2, -1, ids(MANY[:-1])), run(6, 10, ids([last]))]

    assert verdict(MANY, thrice, runs=[*scored, *failed]).off == {CUSTOMER}
    assert verdict(MANY, thrice, runs=[*scored, failed[0]]).wrong.keys() == {CUSTOMER}


def test_the_most_of_a_window_need_not_be_known_when_a_larger_payment_came_later() -> None:
    before, larger = payment(100, ago=20 * DAY, amount="60"), payment(101, ago=10 * DAY, amount="70")
    after = [payment(number, ago=number * 60_000, amount="1") for number in range(24)]
    smaller = {**larger, "amount": Decimal(50)}

    assert not verdict([before, larger, *after], folded([before, larger, *after])).wrong
    assert not verdict([before, smaller, *after], folded([before, smaller, *after])).wrong
    assert verdict([before, smaller, *after], folded([{**before, "amount": Decimal(40)}, smaller, *after])).wrong


def test_where_answers_were_lost_a_payment_of_a_full_ring_that_lost_a_race_may_be_there_again_and_no_other() -> None:
    lost = Allowances(answers_lost=True)
    last = MANY[-1]
    twice = folded([*MANY, {**last, "transaction_id": "tx-again"}])
    others, raced, smooth = run(1, 5, ids(MANY[:-1])), run(6, 10, ids([last]), races=1), run(6, 10, ids([last]))

    assert verdict(MANY, twice, runs=[others, raced], allowances=lost).off == {CUSTOMER}
    assert verdict(MANY, twice, runs=[others, smooth], allowances=lost).wrong
    assert verdict(MANY, twice, runs=[others, raced]).wrong
    assert verdict(MANY, folded([*MANY, payment(98), payment(99)]), runs=[others, raced], allowances=lost).wrong
    assert verdict(FEW, folded([*FEW, payment(99)]), runs=[run(6, 10, ids(FEW), races=1)], allowances=lost).wrong


def test_of_requests_that_raced_under_one_id_one_counts() -> None:
    first, second = FEW[0], {**FEW[0], "timestamp": FEW[0]["timestamp"] + 7, "amount": Decimal(7)}
    ledger = Ledger()
    for each in (first, second):
        ledger.add_attempt("kind", attempt(each))

    def judged(profile: Profile) -> ProfilesVerdict:
        state = found([first], encode(profile), ())
        (item,) = state.stored["tx-1"]
        both = replace(state, stored={"tx-1": [item, {**item, **second}]})
        return judge_profiles(ledger, "kind", both, Allowances())

    assert not judged(folded([first])).wrong
    assert judged(folded([second])).off == {CUSTOMER}
    assert judged(folded([first, payment(2)])).wrong


def test_a_planted_profile_is_noticed_and_a_newer_one_is_left_alone() -> None:
    newer = PlantedProfile(kind="kind", written=b"\x02later", newer=True)
    damaged = PlantedProfile(kind="kind", written=b"\x01\xff", newer=False)
    noticed = [run(0, 9, ids(FEW), unreadable={CUSTOMER: "the profile is damaged"})]

    assert not verdict(FEW, b"\x02later", runs=noticed, planted=newer).wrong
    assert verdict(FEW, b"\x02later", planted=newer).wrong
    assert verdict(FEW, folded(FEW), runs=noticed, planted=newer).wrong
    assert not verdict(FEW, folded(FEW), runs=noticed, planted=damaged).wrong
    assert verdict(FEW, folded(FEW), planted=damaged).wrong
    assert verdict(FEW, b"\x01\xff", runs=noticed, planted=damaged).wrong
    assert not verdict([payment(1, ago=-DAY)], b"\x01\xff", runs=noticed, planted=damaged).wrong
    assert not verdict([], b"\x01\xff", planted=damaged).wrong
