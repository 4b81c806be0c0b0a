"""No warning is wrong: what is said of conditions without a transaction holds on random transactions."""

from decimal import DivisionByZero, InvalidOperation, localcontext

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fraudctl.strategy.implication import Budget, Meaning, implies
from fraudctl.strategy.logic import always, possible
from fraudctl.strategy.simplifying import simplified
from handlers.decision.condition.checking import check
from handlers.decision.condition.compiling import Values, compile_condition
from handlers.decision.condition.faults import ConditionError
from handlers.decision.condition.tree import Node
from handlers.decision.decide import EXACT
from handlers.decision.entity.places import vocabulary_of
from tests.fraudctl.strategy.situations import conditions, values

VOCABULARY = vocabulary_of({})
many = st.lists(values, min_size=1, max_size=8)
"""Drawn where they are looked at, which takes longer than the rest."""


def tree(text: str) -> Node:
    """Return the condition's tree; random ones that are of no kind are passed over."""
    try:
        return check(text, VOCABULARY)
    except ConditionError:
        assume(False)
        raise


def fires(condition: Node, on: Values) -> bool:
    with localcontext(EXACT):
        try:
            return compile_condition(condition)(on)
        except (KeyError, DivisionByZero, InvalidOperation):
            return False


@settings(max_examples=300, deadline=None)
@given(text=conditions, data=st.data())
def test_a_condition_that_is_told_to_never_hold_holds_on_no_transaction(text: str, data: st.DataObject) -> None:
    condition = tree(text)
    if not possible(condition, VOCABULARY):
        assert not any(fires(condition, each) for each in data.draw(many))


def test_a_condition_that_asks_what_is_missing_of_what_is_true_may_hold() -> None:
    condition = tree("(merchant_mixed_scripts or currency == 'USD') == missing(currency)")
    assert possible(condition, VOCABULARY)


@settings(max_examples=300, deadline=None)
@given(text=conditions, data=st.data())
def test_a_condition_that_is_told_to_always_hold_holds_on_every_transaction(text: str, data: st.DataObject) -> None:
    condition = tree(text)
    if always(condition, VOCABULARY):
        assert all(fires(condition, each) for each in data.draw(many))


@settings(max_examples=300, deadline=None)
@given(first=conditions, second=conditions, data=st.data())
def test_a_condition_that_is_told_to_imply_another_never_holds_without_it(
    first: str, second: str, data: st.DataObject
) -> None:
    one, other = tree(first), tree(second)
    if implies(Meaning(one, VOCABULARY), Meaning(other, VOCABULARY), Budget(100_000)):
        assert not any(fires(one, each) and not fires(other, each) for each in data.draw(many))


@settings(max_examples=300, deadline=None)
@given(text=conditions, transactions=many)
def test_a_condition_made_simpler_fires_on_the_same_transactions(text: str, transactions: list[Values]) -> None:
    condition = tree(text)
    simpler = simplified(condition, {})
    assert [fires(condition, each) for each in transactions] == [fires(simpler, each) for each in transactions]
