"""The lists that a strategy looks for are those that its conditions name."""

from handlers.decision.strategy.lists import lists_read
from tests.handlers.decision.strategy.documents import loaded, rule

CARD = {"card": "metadata.card"}


def test_each_list_is_found_with_the_kind_of_entity_that_is_on_it() -> None:
    strategy = loaded(
        rule("one", '"blocked" in customer.lists or not ("trusted" in card.lists and amount > 5)'),
        rule("two", '"vip" not in customer.lists and missing(terminal.lists)'),
        rule("again", '"blocked" in card.lists and "blocked" in customer.lists'),
        entities=CARD,
    )
    assert lists_read(strategy) == {
        *(("customer", name) for name in ("blocked", "vip")),
        *(("card", name) for name in ("trusted", "blocked")),
    }


def test_other_comparisons_of_texts_look_for_no_list() -> None:
    strategy = loaded(
        rule("texts", '"shop" in merchant or currency in ["USD", "EUR"] or metadata.lists == "blocked"'),
        rule("unnamed", "currency in customer.lists"),
    )
    assert lists_read(strategy) == set()
