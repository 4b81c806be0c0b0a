"""Conditions without a transaction: one can hold or not, or always holds.

A condition becomes a list of cases, each a list of simple facts that must all hold; `satisfiability` tells which can.
What is not understood counts as possible, so that no warning is wrong.
"""

import itertools
from collections.abc import Iterable, Sequence

from fraudctl.strategy.facts import OPPOSITE, Case, Fact
from fraudctl.strategy.satisfiability import satisfiable
from handlers.decision.condition.tree import Arithmetic, Compare, Junction, Missing, Node, Not, Read, children, walk
from handlers.decision.condition.vocabulary import Vocabulary

MOST_CASES = 128
"""Beyond as many the condition is taken for possible."""


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
            return _few([joined(each) for each in _product(parts)])
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
                found += [joined(pair) for pair in _product([before, stops(operand)])]
                before = [joined(pair) for pair in _product([before, cases(operand, hold=word == "and")])]
            return _few(found)
        case _:
            return _few([case for child in children(tree) for case in stops(child)])


def kinds(tree: Node) -> set[str]:
    """Return the slots of the metadata that the condition reads: a key that is there may be of another kind."""
    return {node.slot for node in walk(tree) if isinstance(node, Read) and node.slot != node.name}


def divides(tree: Node) -> bool:
    """Return whether the condition divides, so that it may divide by zero and not fire, whatever it says."""
    return any(isinstance(node, Arithmetic) and node.operator in ("/", "%") for node in walk(tree))


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


def joined(parts: Iterable[Case]) -> Case:
    """Return the case of all the facts of some cases."""
    return [fact for part in parts for fact in part]
