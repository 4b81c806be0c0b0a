"""A part that could not be read is a floor under the outcome, never a ceiling, and is not taken for nothing."""

from decimal import Decimal

import pytest

from handlers.contract.transaction import Transaction
from handlers.decision.batch import BatchDecider
from handlers.decision.degraded import Unread, degraded, words_for
from handlers.decision.entity.entities import EntityKey
from handlers.decision.panel import Panel
from handlers.decision.profile.known_entities import KnownEntities
from handlers.decision.sources import sources_of
from handlers.decision.stored_decision import stored_decision
from handlers.decision.strategy.needs import needs_of
from handlers.decision.strategy.schema import OUTCOMES
from tests.handlers.strategies import decide, strategy_of

PAID = Transaction(transaction_id="tx", timestamp=7, amount=Decimal(12), merchant="Shop", customer_id="C-1")


@pytest.mark.parametrize("floor", OUTCOMES)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_outcome_is_the_severer_of_the_rules_and_the_floor(outcome: str, floor: str) -> None:
    decision = decide(PAID, strategy_of({"when": "amount > 1", "outcome": outcome}, when_degraded=floor))

    told = degraded(decision, {"facts", "profiles"})

    assert told.outcome == OUTCOMES[max(OUTCOMES.index(outcome), OUTCOMES.index(floor))]
    assert told.degraded == ("profiles", "facts")
    assert degraded(decision, frozenset()) is decision


@pytest.mark.parametrize(
    ("unread", "fires"),
    [
        (set(), {"empty", "no_frauds", "nowhere", "no_sum"}),
        ({"profile#customer#C-1"}, {"no_frauds", "nowhere"}),
        ({"facts#customer#C-1"}, {"empty"}),
        ({"profile#customer#C-1", "facts#customer#C-1"}, set()),
        ({"profile#terminal#T-1", "facts#terminal#T-1"}, {"empty", "no_frauds", "nowhere", "no_sum"}),
    ],
)
def test_features_of_what_was_not_read_are_absent(unread: set[str], fires: set[str]) -> None:
    strategy = strategy_of(
        {"code": "empty", "when": "customer.count_1h == 0"},
        {"code": "no_frauds", "when": "customer.frauds_28d == 0"},
        {"code": "nowhere", "when": "'blocked' not in customer.lists"},
        {"code": "no_sum", "when": "customer.sum_1h == 0"},
    )
    decider = BatchDecider(Panel.of_one(strategy), for_later=False)

    decision = decider.decide(decider.payment(PAID), KnownEntities({}, {}), 8, unread=unread)

    assert {rule.code for rule in decision.fired} == fires


CARDS, DEVICES = EntityKey("card", "T-9"), EntityKey("device", "D-1")
OWN = sources_of(
    needs_of(
        strategy_of(
            {"when": "customer.count_1h > 5 and 'blocked' in card.lists or card.attempts_10m > 3"},
            entities={"card": "metadata.card", "device": "metadata.device"},
        )
    ),
    for_later=False,
)


@pytest.mark.parametrize(
    ("unread", "words"),
    [
        (Unread(), set()),
        (Unread({"profile#customer#C-1"}), {"profiles"}),
        (Unread({"facts#card#T-9"}, {"card"}), {"facts", "attempts"}),
        (Unread(profiles_lag=True), {"profiles"}),
        (Unread({"profile#device#D-1", "facts#device#D-1"}, {"device"}), set()),
        (Unread({"facts#customer#C-1", "profile#card#T-9"}, {"customer"}), set()),
        (Unread({"profile#customer#C-2"}), set()),
    ],
)
def test_words_are_for_what_the_deciding_strategy_reads_of_the_payments_entities(
    unread: Unread, words: set[str]
) -> None:
    assert words_for(unread, [EntityKey("customer", "C-1"), CARDS, DEVICES], OWN) == words


def test_profiles_that_lag_are_nothing_to_a_payment_of_nobody_whose_profile_is_read() -> None:
    assert words_for(Unread(profiles_lag=True), [CARDS, DEVICES], OWN) == set()


def test_what_only_a_shadow_reads_degrades_no_decision() -> None:
    active = strategy_of({"when": "amount > 100"}, when_degraded="decline")
    shadow = strategy_of({"when": "customer.count_1h > 5 or 'blocked' in customer.lists"})
    challenger = strategy_of({"when": "'blocked' in customer.lists"}, name="facts", when_degraded="review")
    unread = Unread({"profile#customer#C-1", "facts#customer#C-1"})
    for panel, said in (
        (Panel(active, shadow), ("approve", ())),
        (Panel(active, shadow, challenger, 100), ("review", ("facts",))),
        (Panel(shadow), ("approve", ("profiles", "facts"))),
    ):
        decider = BatchDecider(panel, for_later=False)
        payment = decider.payment(PAID)
        decision = decider.decide(payment, KnownEntities({}, {}), 8, unread=unread.items)
        told = decider.degraded(decision, payment, unread)
        assert (told.outcome, told.degraded) == said


def test_a_strategy_that_may_be_replaced_is_named_first_and_is_no_floor() -> None:
    strategy = strategy_of({"when": "'blocked' in customer.lists"}, when_degraded="review")
    decider = BatchDecider(Panel(strategy, stale=True), for_later=False)
    payment = decider.payment(PAID)
    decision = decider.decide(payment, KnownEntities({}, {}), 8)
    told = [decider.degraded(decision, payment, each) for each in (Unread(), Unread({"facts#customer#C-1"}))]
    assert [(each.outcome, each.degraded) for each in told] == [
        ("approve", ("strategy",)),
        ("review", ("strategy", "facts")),
    ]


@pytest.mark.parametrize(
    ("unread", "is_shadowed"),
    [
        (Unread(), True),
        (Unread({"profile#customer#C-1"}), True),  # the words say so, and the shadow's floor is that of all
        (Unread(profiles_lag=True), True),
        (Unread({"facts#customer#C-1"}), False),
        (Unread(attempts={"customer"}), False),
        (Unread({"facts#terminal#T-1"}), True),
    ],
)
def test_what_only_the_shadow_reads_and_was_not_read_is_not_taken_for_absent(unread: Unread, is_shadowed: bool) -> None:  # noqa: FBT001 -- a parameter
    active = strategy_of({"when": "customer.count_1h > 5", "outcome": "decline"}, when_degraded="review")
    tried = strategy_of(
        {"when": "customer.frauds_28d == 0 or missing(customer.attempts_10m)", "outcome": "review"}, name="tried"
    )
    decider = BatchDecider(Panel(active, tried), for_later=False)
    payment = decider.payment(PAID)
    attempts = {} if unread.attempts else {"customer": 1}
    made = decider.decide(payment, KnownEntities({}, {}), 8, attempts, unread.items)
    decision = decider.degraded(made, payment, unread)
    stored = stored_decision(decision, 8)

    assert decision.told == ("review" if decision.degraded else "approve")
    assert bool(decision.degraded) is (unread.profiles_lag or "profile#customer#C-1" in unread.items)
    assert [bool(decider.shadow(each)) for each in (decision, stored)] == [is_shadowed] * 2
