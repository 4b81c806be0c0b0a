"""Conditions beside each other, without a transaction: one may surely fire wherever another does."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from fraudctl.strategy.facts import Case, Fact, depends_on, surely_read
from fraudctl.strategy.logic import MOST_CASES, cases, divides, joined, kinds, stops
from fraudctl.strategy.satisfiability import satisfiable
from fraudctl.strategy.witness import fires, witness
from handlers.decision.condition.compiling import Condition, Values, compile_condition
from handlers.decision.condition.tree import Constant, Node, walk
from handlers.decision.condition.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False)
class Meaning:
    """A condition with what it says about transactions, found out once; None stands for too many cases."""

    tree: Node
    vocabulary: Vocabulary

    @cached_property
    def condition(self) -> Condition:
        """Return the function that evaluates it."""
        return compile_condition(self.tree)

    @cached_property
    def witness(self) -> Values | None:
        """Return a transaction on which it fires, if one is found."""
        return witness(self.condition, self.held or (), self.vocabulary)

    @cached_property
    def held(self) -> list[Case] | None:
        """Return the cases in which it holds."""
        return _or_none(lambda: cases(self.tree))

    @cached_property
    def against(self) -> list[Case] | None:
        """Return the cases in which it does not hold, or ends where something is absent."""
        return _or_none(lambda: [*cases(self.tree, hold=False), *stops(self.tree)])

    @cached_property
    def there(self) -> set[str]:
        """Return the slots that are surely read where it holds."""
        read = [{each.slot for fact in case for each in surely_read(fact.node)} for case in self.held or ()]
        return set.intersection(*read) if read else set[str]()

    @cached_property
    def kinds(self) -> set[str]:
        """Return the slots of the metadata that it reads."""
        return kinds(self.tree)

    @cached_property
    def divides(self) -> bool:
        """Return whether it divides."""
        return divides(self.tree)

    @cached_property
    def names(self) -> frozenset[str]:
        """Return the names that it reads or asks for."""
        return frozenset(each.name for each in depends_on(self.tree))

    @cached_property
    def names_by_case(self) -> list[frozenset[str]]:
        """Return the names of each case in which it holds."""
        return [frozenset(each.name for fact in case for each in depends_on(fact.node)) for case in self.held or ()]


class Budget:
    """Names and values that may still be weighed to compare conditions with each other."""

    def __init__(self, left: int) -> None:
        self._left = left

    def spend(self, facts: int) -> None:
        """Take so many of them; raise OverflowError if there are none left."""
        self._left -= facts
        if self._left < 0:
            raise OverflowError


def implies(one: Meaning, other: Meaning, budget: Budget) -> bool:
    """Return whether the other surely fires wherever the one does.

    The other can only do so by a case about names that the one is about, too.

    Raises:
        OverflowError: the budget is spent.
    """
    if one.witness is not None and not fires(other.condition, one.witness):
        return False
    budget.spend(1)
    if other.divides or not other.kinds <= one.there or not any(each <= one.names for each in other.names_by_case):
        return False
    if one.held is None or other.against is None or len(one.held) * len(other.against) > MOST_CASES:
        return False
    for pair in itertools.product(one.held, other.against):
        case = joined(pair)
        budget.spend(sum(map(_size, case)))
        if satisfiable(case, one.vocabulary):
            return False
    return True


@lru_cache(maxsize=4096)
def _size(fact: Fact) -> int:
    """Return how much there is to weigh: each name, and each value of a list."""
    values = [each.value for each in walk(fact.node) if isinstance(each, Constant)]
    return 1 + sum(len(each) for each in values if isinstance(each, tuple))


def _or_none(found: Callable[[], list[Case]]) -> list[Case] | None:
    try:
        return found()
    except OverflowError:
        return None
