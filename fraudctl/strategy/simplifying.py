"""Conditions made simpler, so that those that say the same are the same: what is constant is reckoned out.

The order of operands is none of it where it decides nothing; `== True` is left out; a list of the strategy's own stands
for its name.
"""

from collections.abc import Mapping
from decimal import DivisionByZero, InvalidOperation, Overflow, localcontext

from msgspec import structs

from handlers.decision.condition.evaluation import evaluate
from handlers.decision.condition.tree import (
    Arithmetic,
    Call,
    Compare,
    Constant,
    Junction,
    Negative,
    Node,
    Not,
    Read,
    children,
)
from handlers.decision.decide import EXACT


def simplified(node: Node, lists: Mapping[str, Constant]) -> Node:
    """Return a condition that holds for the same transactions, and reads the same of them."""
    match node:
        case Read(name=name) if name in lists:
            return lists[name]
        case Not(operand=operand) | Negative(operand=operand):
            node = structs.replace(node, operand=simplified(operand, lists))
        case Junction(operands=operands) | Compare(operands=operands):
            node = structs.replace(node, operands=tuple(simplified(each, lists) for each in operands))
        case Call(arguments=arguments):
            node = structs.replace(node, arguments=tuple(simplified(each, lists) for each in arguments))
        case Arithmetic(left=left, right=right):
            node = structs.replace(node, left=simplified(left, lists), right=simplified(right, lists))
    return _reckoned(_ordered(_plain(node)))


def _plain(node: Node) -> Node:
    """Return a comparison with True or False as what it is compared with, or its negation."""
    match node:
        case Compare(operands=(Constant(value=bool() as value), other), operators=("==" | "!=" as operator,)):
            return other if value is (operator == "==") else Not(other)
        case Compare(operands=(other, Constant(value=bool() as value)), operators=("==" | "!=" as operator,)):
            return other if value is (operator == "==") else Not(other)
        case _:
            return node


def _ordered(node: Node) -> Node:
    match node:
        case Arithmetic(operator="+" | "*", left=left, right=right) if repr(left) > repr(right):
            return structs.replace(node, left=right, right=left)
        case Call(function="min" | "max", arguments=arguments):
            return structs.replace(node, arguments=tuple(sorted(arguments, key=repr)))
        case _:
            return node


def _reckoned(node: Node) -> Node:
    below = children(node)
    if not below or not all(isinstance(each, Constant) for each in below):
        return node
    try:
        with localcontext(EXACT):
            return Constant(evaluate(node, {}), node.kind)
    except (DivisionByZero, InvalidOperation, Overflow):
        return node
