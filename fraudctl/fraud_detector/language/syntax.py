"""An expression of the rule language as a tree; `at` is the place of a node in the text, in characters from 0."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

import msgspec

Comparator = Literal["==", "!=", "<", "<=", ">", ">="]
Operator = Literal["+", "-", "*", "/", "%"]


class Number(msgspec.Struct, frozen=True):
    """A number, exact, without a sign."""

    at: int
    value: Decimal


class Text(msgspec.Struct, frozen=True):
    """A text as it stands between its quotes, with every backslash."""

    at: int
    written: str


class Truth(msgspec.Struct, frozen=True):
    """The word `true` or `false`, which the guide does not mention."""

    at: int
    value: bool


class Null(msgspec.Struct, frozen=True):
    """The word `null`."""

    at: int


class Variable(msgspec.Struct, frozen=True):
    """A variable of the event, or the score of a model."""

    at: int
    name: str


class ListName(msgspec.Struct, frozen=True):
    """A list that is kept beside the rules."""

    at: int
    name: str


class Minus(msgspec.Struct, frozen=True):
    """A value with its sign turned."""

    at: int
    operand: "Node"


class Arithmetic(msgspec.Struct, frozen=True):
    """Two values and what is made of them."""

    at: int
    operator: Operator
    left: "Node"
    right: "Node"


class Call(msgspec.Struct, frozen=True):
    """A function with its arguments."""

    at: int
    name: str
    arguments: tuple["Node", ...]


class Comparison(msgspec.Struct, frozen=True):
    """Two values compared."""

    at: int
    operator: Comparator
    left: "Node"
    right: "Node"


class Membership(msgspec.Struct, frozen=True):
    """A value looked for in a list, or among literals."""

    at: int
    negated: bool
    left: "Node"
    among: ListName | tuple["Node", ...]


class Negation(msgspec.Struct, frozen=True):
    """A negation; `bare` if it stands before a comparison without parentheses."""

    at: int
    operand: "Node"
    bare: bool = False


class Junction(msgspec.Struct, frozen=True):
    """Questions joined by `and` or `or`; `mixed` if both words stand side by side without parentheses."""

    at: int
    word: Literal["and", "or"]
    operands: tuple["Node", ...]
    mixed: bool = False


Node = (
    Number
    | Text
    | Truth
    | Null
    | Variable
    | ListName
    | Minus
    | Arithmetic
    | Call
    | Comparison
    | Membership
    | Negation
    | Junction
)


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes right below, from left to right."""
    match node:
        case Minus(operand=operand) | Negation(operand=operand):
            return (operand,)
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            return left, right
        case Call(arguments=operands) | Junction(operands=operands):
            return operands
        case Membership(left=left, among=among):
            return (left, *(among if isinstance(among, tuple) else (among,)))
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and all below it, from left to right."""
    left = [node]
    while left:
        each = left.pop()
        yield each
        left.extend(reversed(children(each)))
