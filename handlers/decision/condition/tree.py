"""A condition as a tree whose every node has a kind: what is left of its text once it is parsed and checked."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

import msgspec

from handlers.decision.condition.vocabulary import METADATA, Kind

Comparison = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"]
Operator = Literal["+", "-", "*", "/", "%"]
Function = Literal["min", "max", "abs", "lower", "matches"]


class Constant(msgspec.Struct, frozen=True):
    """A literal; texts are in the form that texts are compared in."""

    value: Decimal | str | bool | tuple[Decimal, ...] | tuple[str, ...]
    kind: Kind


class Read(msgspec.Struct, frozen=True):
    """A name, or a key of the metadata in the kind that its use decides."""

    name: str
    kind: Kind
    optional: bool

    @property
    def slot(self) -> str:
        """Return what the value is found under; a key of the metadata has one for each kind that conditions take."""
        return f"{self.kind.name}:{self.name}" if self.name.startswith(f"{METADATA}.") else self.name


class Missing(msgspec.Struct, frozen=True):
    """A question whether a name is absent."""

    name: str
    kind: Kind = Kind.BOOLEAN


class Not(msgspec.Struct, frozen=True):
    """A negation."""

    operand: "Node"
    kind: Kind = Kind.BOOLEAN


class Junction(msgspec.Struct, frozen=True):
    """Operands joined by `and` or `or`, evaluated from left to right as far as needed."""

    word: Literal["and", "or"]
    operands: tuple["Node", ...]
    kind: Kind = Kind.BOOLEAN


class Compare(msgspec.Struct, frozen=True):
    """A chain of comparisons, as in `10 < amount <= 20`; each operand is evaluated once."""

    operands: tuple["Node", ...]
    operators: tuple[Comparison, ...]
    kind: Kind = Kind.BOOLEAN


class Negative(msgspec.Struct, frozen=True):
    """A number with its sign turned."""

    operand: "Node"
    kind: Kind = Kind.NUMBER


class Arithmetic(msgspec.Struct, frozen=True):
    """Two numbers and what is made of them."""

    operator: Operator
    left: "Node"
    right: "Node"
    kind: Kind = Kind.NUMBER


class Call(msgspec.Struct, frozen=True):
    """A function of the language, with its arguments."""

    function: Function
    arguments: tuple["Node", ...]
    kind: Kind


Node = Constant | Read | Missing | Not | Junction | Compare | Negative | Arithmetic | Call


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes right below, from left to right."""
    match node:
        case Not(operand=operand) | Negative(operand=operand):
            return (operand,)
        case Junction(operands=operands) | Compare(operands=operands) | Call(arguments=operands):
            return operands
        case Arithmetic(left=left, right=right):
            return left, right
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and all below it, from left to right."""
    yield node
    for child in children(node):
        yield from walk(child)


def reads(node: Node) -> frozenset[Read]:
    """Return what an evaluation may read; what `missing` alone asks about is none of it."""
    return frozenset(each for each in walk(node) if isinstance(each, Read))


def usual_reads(node: Node) -> Iterator[Read]:
    """Yield what most evaluations read, as conditions seldom hold: all but what stands behind an `and`."""
    match node:
        case Read():
            yield node
        case Junction(word="and", operands=(first, *_)):
            yield from usual_reads(first)
        case _:
            for child in children(node):
                yield from usual_reads(child)


def first_read(node: Node) -> Read | None:
    """Return what every evaluation reads before anything else; None if none reads anything for sure."""
    while below := children(node):
        node = below[0]
    return node if isinstance(node, Read) else None
