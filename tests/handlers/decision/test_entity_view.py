"""The features of an entity without a payment are those that any payment at that time would find."""

from decimal import Decimal
from typing import Any

import msgspec

from handlers.contract.transaction import Transaction
from handlers.decision.entity.catalogue import OF_ENTITY
from handlers.decision.entity.entities import EntityKey
from handlers.decision.entity.feature import DAY, HOUR
from handlers.decision.entity_view import OF_A_PAYMENT, KnownEntity, features_at
from handlers.decision.profile.facts import Facts
from handlers.decision.profile.fold import event_of, fold
from handlers.decision.profile.labels import fraud_label, with_label
from handlers.decision.profile.measures import OF_ITEMS, Measures
from handlers.decision.profile.profile import Profile
from handlers.decision.strategy.needs import Needs

NOW = 1_795_350_700_500
PAYMENT = Transaction(
    transaction_id="now", timestamp=NOW, amount=Decimal(7), merchant="A", terminal_id="T-1", customer_id="C-1"
)
OTHER = msgspec.structs.replace(PAYMENT, amount=Decimal(900), merchant="New", terminal_id="T-99", customer_id="C-99")


def known_card() -> tuple[Profile, Facts]:
    profile, facts = None, Facts()
    for number, ago in enumerate([9 * DAY, 2 * DAY, 30 * HOUR, 90 * 60_000, 60_000]):
        made = msgspec.structs.replace(
            PAYMENT, transaction_id=f"t-{number}", timestamp=NOW - ago, amount=Decimal(3 + number * number)
        )
        event = event_of(made, received=made.timestamp, declined=number == 3, rates={})
        profile = fold(profile, event)
        if number == 1:
            facts = with_label(facts, fraud_label(event, received=NOW - HOUR))
    assert profile
    return profile, facts


def test_a_payment_finds_these_and_only_the_others_depend_on_what_it_is() -> None:
    profile, facts = known_card()
    had = tuple(each for each in OF_ENTITY if each.origins & OF_ITEMS)
    measures = Measures(Needs({}, {"card": had}, {}))

    def found_by(payment: Transaction) -> dict[str, Any]:
        made = measures.all_of({"card": measures.subject(profile, facts, payment, NOW)})
        return {name.removeprefix("card."): value for name, value in made.items()}

    one, other = found_by(PAYMENT), found_by(OTHER)
    assert {name for name in one if one[name] != other[name]} == OF_A_PAYMENT
    shown = features_at(KnownEntity(EntityKey("card", "1"), profile, facts, {}), {}, NOW)
    same = {name: value for name, value in one.items() if name not in OF_A_PAYMENT}
    assert shown == {**same, "lists": []}
    assert len(shown) == len(had) - len(OF_A_PAYMENT)


def test_an_entity_of_which_only_lists_are_known_has_no_habits() -> None:
    shown = features_at(KnownEntity(EntityKey("card", "1"), None, Facts(), {}), {}, NOW)
    assert (shown["count_ever"], shown["lists"]) == (0, [])
    assert "mean_30d" not in shown
