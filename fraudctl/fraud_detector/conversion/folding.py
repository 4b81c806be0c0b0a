"""Trees of conditions put together: junctions without needless parts, and values of what reads nothing."""

from collections.abc import Iterable, Iterator
from decimal import localcontext
from typing import Literal

from handlers.decision.condition.evaluation import evaluate
from handlers.decision.condition.tree import Constant, Junction, Missing, Node, Not, Read, walk
from handlers.decision.condition.vocabulary import Kind
from handlers.decision.decide import EXACT

Word = Literal["and", "or"]

ENDS = {"and": False, "or": True}
"""The answer after which a junction asks no further."""


def truth(value: bool) -> Constant:  # noqa: FBT001 -- the value itself
    """Return the constant."""
    return Constant(value, Kind.BOOLEAN)


def present(name: str) -> Node:
    """Return the question whether a name has a value."""
    return Not(Missing(name))


def joined(word: Word, *operands: Node) -> Node:
    """Return the junction of operands, in their order, without what changes nothing.

    An operand that ends it stays after others: these may read what is absent, or divide by zero.
    """
    kept: list[Node] = []
    for each in _flat(word, operands):
        if isinstance(each, Constant) and each.value is not ENDS[word]:
            continue
        if each not in kept:  # a question that was asked has the same answer
            kept.append(each)
        if isinstance(each, Constant):
            break
    if not kept:
        return truth(not ENDS[word])
    return kept[0] if len(kept) == 1 else Junction(word, tuple(kept))


def decided(node: Node) -> Node | None:
    """Return the answer of a question that reads nothing, None if it divides by zero; other nodes as they are."""
    if isinstance(node, Constant) or any(isinstance(each, Read | Missing) for each in walk(node)):
        return node
    try:
        with localcontext(EXACT):
            return truth(bool(evaluate(node, {})))
    except ArithmeticError:
        return None


def _flat(word: Word, operands: Iterable[Node]) -> Iterator[Node]:
    for each in operands:
        if isinstance(each, Junction) and each.word == word:
            yield from _flat(word, each.operands)
        else:
            yield each
