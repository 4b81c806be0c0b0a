"""Simple facts about a transaction, and the names that they are about."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from handlers.decision.condition.tree import Compare, Junction, Missing, Node, Read, children, walk

OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in", "not in": "in"}
TURNED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


class Fact(NamedTuple):
    """Something simple that holds, or does not."""

    node: Node
    holds: bool


Case = Sequence[Fact]


@lru_cache(maxsize=4096)
def surely_read(node: Node) -> tuple[Read, ...]:
    """Return the reads that every evaluation of the node comes to: of what ends early, those before that."""
    reached = 1 if isinstance(node, Junction) else 2 if isinstance(node, Compare) else None
    below = [read for child in children(node)[:reached] for read in surely_read(child)]
    return (node, *below) if isinstance(node, Read) else tuple(below)


@lru_cache(maxsize=4096)
def depends_on(node: Node) -> frozenset[Read | Missing]:
    """Return the names that the node's value depends on, whether they are read or asked for."""
    return frozenset(each for each in walk(node) if isinstance(each, Read | Missing))
