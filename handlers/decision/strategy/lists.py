"""The lists that a strategy's conditions look for, as in `"blocked" in customer.lists`."""

from collections.abc import Iterator

from handlers.decision.condition.tree import Compare, Constant, Node, Read, walk
from handlers.decision.strategy.strategy import Strategy

_LISTS = ".lists"
"""The end of the name by which a condition reads the lists that an entity is on."""


def lists_read(strategy: Strategy) -> set[tuple[str, str]]:
    """Return each kind of entity and list that a condition looks for by the list's name, written out."""
    return {found for rule in strategy.rules for node in walk(rule.tree) for found in _looked_for(node)}


def _looked_for(node: Node) -> Iterator[tuple[str, str]]:
    match node:
        case Compare(operands=(Constant(value=str() as name), Read(name=read)), operators=("in" | "not in",)):
            if read.endswith(_LISTS):
                yield read.removesuffix(_LISTS), name
