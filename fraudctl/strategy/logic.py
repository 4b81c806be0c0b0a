"""Conditions without a transaction: one can hold or not, always holds, or implies another.

A condition becomes a list of cases, each a list of simple facts that must all hold; `facts` tells which can. What is
not understood counts as possible, so that no warning is wrong.
"""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from fraudctl.strategy.facts import OPPOSITE, Case, Fact, depends_on, satisfiable, surely_read
from handlers.decision.tree import Arithmetic, Compare, Junction, Missing, Node, Not, Read, children, walk
from handlers.decision.vocabulary import Vocabulary

MOST_CASES = 256
"""Beyond as many the condition is taken for possible."""


@dataclass(frozen=True, eq=False)
class Meaning:
    """A condition with what it says about transactions, found out once; None stands for too many cases."""

    tree: Node

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


def cases(tree: Node, *, hold: bool = True) -> list[Case]:
    """Return the cases in which the condition holds, or does not.

    Raises:
        OverflowError: there are too many.
    """
    match tree:
        case Not(operand=operand):
            return cases(operand, hold=not hold)
        case Junction(word=word, operands=operands):
            parts = [cases(each, hold=hold) for each in operands]
            if (word == "or") is hold:
                return _few([case for part in parts for case in part])
            return _few([_joined(each) for each in _product(parts)])
        case Compare(operands=operands, operators=(_, _, *_) as operators):
            pairs = [Compare(operands[place : place + 2], (operator,)) for place, operator in enumerate(operators)]
            return cases(Junction("and", tuple(pairs)), hold=hold)
        case Compare(operands=operands, operators=(operator,)) if not hold:
            return [[Fact(Compare(operands, (OPPOSITE[operator],)), holds=True)]]  # type: ignore[arg-type]  # one of them
        case _:
            return [[Fact(tree, hold)]]


def possible(tree: Node, vocabulary: Vocabulary, *, hold: bool = True) -> bool:
    """Return whether there may be a transaction for which the condition holds, or does not."""
    try:
        return any(satisfiable(case, vocabulary) for case in cases(tree, hold=hold))
    except OverflowError:
        return True


def always(tree: Node, vocabulary: Vocabulary) -> bool:
    """Return whether the condition surely holds for every transaction."""
    try:
        ends_early = any(satisfiable(case, vocabulary) for case in stops(tree))
    except OverflowError:
        return False
    return not (ends_early or kinds(tree) or divides(tree) or possible(tree, vocabulary, hold=False))


class Budget:
    """Simple facts that may still be weighed to compare conditions with each other."""

    def __init__(self, left: int) -> None:
        self._left = left

    def spend(self, facts: int) -> None:
        """Take so many of them; raise OverflowError if there are none left."""
        self._left -= facts
        if self._left < 0:
            raise OverflowError


def implies(one: Meaning, other: Meaning, vocabulary: Vocabulary, budget: Budget) -> bool:
    """Return whether the other surely fires wherever the one does.

    The other can only do so by a case about names that the one is about, too.

    Raises:
        OverflowError: the budget is spent.
    """
    budget.spend(1)
    if other.divides or not other.kinds <= one.there or not any(each <= one.names for each in other.names_by_case):
        return False
    if one.held is None or other.against is None or len(one.held) * len(other.against) > MOST_CASES:
        return False
    for pair in itertools.product(one.held, other.against):
        case = _joined(pair)
        budget.spend(len(case))
        if satisfiable(case, vocabulary):
            return False
    return True


def stops(tree: Node) -> list[Case]:
    """Return the cases in which the evaluation comes to a name that is absent, and ends there.

    Raises:
        OverflowError: there are too many.
    """
    match tree:
        case Read(optional=True, name=name):
            return [[Fact(Missing(name), holds=True)]]
        case Junction(word=word, operands=operands):
            found: list[Case] = []
            before: list[Case] = [[]]
            for operand in operands:
                found += [_joined(pair) for pair in _product([before, stops(operand)])]
                before = [_joined(pair) for pair in _product([before, cases(operand, hold=word == "and")])]
            return _few(found)
        case _:
            return _few([case for child in children(tree) for case in stops(child)])


def kinds(tree: Node) -> set[str]:
    """Return the slots of the metadata that the condition reads: a key that is there may be of another kind."""
    return {node.slot for node in walk(tree) if isinstance(node, Read) and node.slot != node.name}


def divides(tree: Node) -> bool:
    """Return whether the condition divides, so that it may divide by zero and not fire, whatever it says."""
    return any(isinstance(node, Arithmetic) and node.operator in ("/", "%") for node in walk(tree))


def _or_none(found: Callable[[], list[Case]]) -> list[Case] | None:
    try:
        return found()
    except OverflowError:
        return None


def _few(found: list[Case]) -> list[Case]:
    if len(found) > MOST_CASES:
        raise OverflowError
    return found


def _product(parts: Sequence[Sequence[Case]]) -> Iterable[tuple[Case, ...]]:
    size = 1
    for part in parts:
        size *= len(part)
    if size > MOST_CASES:
        raise OverflowError
    return itertools.product(*parts)


def _joined(parts: Iterable[Case]) -> Case:
    return [fact for part in parts for fact in part]
