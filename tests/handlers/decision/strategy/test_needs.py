"""Strategies that decide side by side read what all of them need."""

import pytest

from handlers.contract.errors import BrokenStrategy
from handlers.decision.sources import sources_of
from handlers.decision.strategy.needs import Misplaced, needs_of
from tests.handlers.decision.strategy.documents import loaded, rule

FIRST = loaded(
    rule("often", "customer.count_1h > 5 or card.count_1h > 3"),
    entities={"card": "metadata.card"},
    rates={"JPY": 1},
)
SECOND = loaded(
    rule("blocked", "'blocked' in device.lists or customer.attempts_10m > 3 or customer.count_1h > 9"),
    entities={"device": "metadata.device", "card": 'metadata["card"]'},
    rates={"JPY": 2},
)


def test_one_strategy_needs_what_it_reads() -> None:
    needs = needs_of(FIRST)
    assert (needs.entities, needs.features, needs.rates) == (FIRST.entities, FIRST.features, {"JPY": 1})


def test_several_need_what_any_of_them_reads_and_sums_are_the_active_ones() -> None:
    needs = needs_of(FIRST, SECOND)

    assert list(needs.entities) == ["customer", "terminal", "card", "device"]
    assert {kind: [each.name for each in features] for kind, features in needs.features.items()} == {
        "card": ["count_1h"],
        "customer": ["count_1h", "attempts_10m"],
        "device": ["lists"],
    }
    assert needs.rates == {"JPY": 1}
    assert needs_of(SECOND, FIRST).features == needs.features
    assert needs_of(FIRST, SECOND, FIRST) == needs


def test_what_is_kept_and_asked_for_is_what_any_of_them_reads() -> None:
    needs = needs_of(FIRST, SECOND)
    narrow, wide = sources_of(needs, for_later=False), sources_of(needs, for_later=True)
    assert narrow.profiled == {"customer", "card"}
    assert wide.profiled == {"customer", "terminal", "card"}
    assert narrow.stated == wide.stated == {"device"}


def test_strategies_that_find_an_id_in_different_places_cannot_read_together() -> None:
    other = loaded(rule("often", "card.count_1h > 3"), entities={"card": "metadata.token"}, name="tokens")
    with pytest.raises(Misplaced) as raised:
        needs_of(FIRST, SECOND, other)
    assert str(raised.value) == (
        f"the id of card is metadata.card in tried (digest {FIRST.digest[:12]}), "
        f"and metadata.token in tokens (digest {other.digest[:12]})"
    )
    assert isinstance(raised.value, BrokenStrategy)
