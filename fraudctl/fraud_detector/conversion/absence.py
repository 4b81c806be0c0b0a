"""The defaults of variables put into a condition, so that it says of an absent variable what the service said.

There, a variable that an event lacks has its default value. Here, a condition that comes to read something absent does
not fire. So each comparison is split: what it says without the variable, which is known by now, and what it says with
it. Where a rule that comes to read something absent would not fire anyway, no question asks about its presence.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import structs

from fraudctl.fraud_detector.conversion.folding import decided, joined, present, truth
from fraudctl.fraud_detector.conversion.refusal import NotConvertible
from handlers.decision.condition.tree import Compare, Constant, Junction, Missing, Node, Not, Read, children, walk
from handlers.decision.condition.vocabulary import Kind


class Listed(msgspec.Struct, frozen=True):
    """The variable by which an entity is known, and which of the lists hold the variable's default."""

    variable: str
    text: bool
    holding_default: frozenset[str]


class Defaults(msgspec.Struct, frozen=True):
    """Values that stand for variables that are absent, by the names that conditions read."""

    values: Mapping[str, Constant]
    listed: Mapping[str, Listed] = {}
    """By the name of an entity's lists, as in `email.lists`."""

    def variables(self, atom: Node) -> list[str]:
        """Return the names of the variables that a comparison reads, from left to right."""
        read = [each.name for each in walk(atom) if isinstance(each, Read)]
        variables = [self.listed[name].variable if name in self.listed else name for name in read]
        return [each for each in dict.fromkeys(variables) if each.startswith("metadata.")]

    def put_in(self, atom: Node, variable: str) -> Node | None:
        """Return a comparison that has the default in place of a variable; None if none is known."""
        match atom:
            case Compare(operands=(Constant(value=str() as name), Read(name=read)), operators=(operator,)) if (
                found := self.listed.get(read)
            ) and found.variable == variable:
                return truth((name in found.holding_default) == (operator == "in"))
        value = self.values.get(variable)
        return None if value is None else _replaced(atom, variable, value)

    def of_ids(self, atom: Node, *, last: bool) -> Node:
        """Return a membership as it is said of values that are no id, and so of no entity: they are on no list."""
        match atom:
            case Compare(operands=(_, Read(name=read)), operators=(operator,)) if found := self.listed.get(read):
                if operator == "in":
                    return atom if last else joined("and", present(read), atom)
                if found.text:
                    empty = Compare((Read(found.variable, Kind.TEXT, optional=True), Constant("", Kind.TEXT)), ("==",))
                    return joined("or", empty, atom)
        return atom


MOST_VARIABLES = 6
"""In one comparison: each doubles its cases, and a condition has at most 200 names and literals."""


def with_defaults(node: Node, defaults: Defaults, *, last: bool = True) -> Node:
    """Return a condition of which no part reads an absent variable, but where the rule cannot fire without it.

    Args:
        node: Made of junctions and comparisons alone, without questions about what is absent.
        defaults: Of all variables.
        last: True if the rule does not fire wherever this part is false.

    Raises:
        NotConvertible: a comparison reads too many variables.
    """
    if isinstance(node, Junction):
        inherits = [last and (node.word == "and" or each is node.operands[-1]) for each in node.operands]
        parts = zip(node.operands, inherits, strict=True)
        return joined(node.word, *(with_defaults(each, defaults, last=its) for each, its in parts))
    variables = defaults.variables(node)
    if len(variables) > MOST_VARIABLES:
        raise NotConvertible(
            f"one comparison reads {len(variables)} variables: with the defaults of more than {MOST_VARIABLES}, it has "
            "more cases than a condition can hold"
        )
    split = _split(node, variables, defaults, last=last)
    return node if split is None else split  # what divides by zero whatever is read does so when it is evaluated


def _split(atom: Node, variables: Sequence[str], defaults: Defaults, *, last: bool) -> Node | None:
    """Return a comparison split by its variables; None if it divides by zero."""
    if not variables:
        return decided(defaults.of_ids(atom, last=last))
    variable, *others = variables
    there = _split(atom, others, defaults, last=last)
    without = defaults.put_in(atom, variable)
    absent = None if without is None else _split(without, others, defaults, last=False)
    if there is None or absent is None:  # the comparison reads the variable, and then the rule does not fire
        return there
    if absent == truth(True):
        return joined("or", Missing(variable), there)
    known = there if last else joined("and", present(variable), there)
    return known if absent == truth(False) else joined("or", joined("and", Missing(variable), absent), known)


def _replaced(node: Node, variable: str, value: Constant) -> Node:
    match node:
        case Read(name=name) if name == variable:
            return value
        case Not(operand=operand):
            return Not(_replaced(operand, variable, value))
    if not children(node):
        return node
    fields: dict[str, Any] = {}
    for name in node.__struct_fields__:
        match getattr(node, name):
            case tuple() as parts if parts and isinstance(parts[0], msgspec.Struct):
                fields[name] = tuple(_replaced(each, variable, value) for each in parts)
            case msgspec.Struct() as part:
                fields[name] = _replaced(part, variable, value)  # type: ignore[arg-type]  # all within are nodes
    return structs.replace(node, **fields)
