"""Strategies that are measured: the packaged one, and those of its rules that ask for little."""

from bench.packaged import narrow_strategy, packaged_strategy
from handlers.decision.sources import sources_of
from handlers.decision.strategy.needs import needs_of


def test_the_narrow_strategy_has_profiles_of_two_entities_and_attempts_of_one() -> None:
    narrow = narrow_strategy()

    assert sources_of(needs_of(narrow), for_later=False).profiled == {"customer", "terminal"}
    assert [each.name for each in narrow.features["card"]] == ["attempts_10m"]
    assert {rule.code for rule in narrow.rules} < {rule.code for rule in packaged_strategy().rules}
