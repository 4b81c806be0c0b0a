"""A condition's tree evaluated step by step: what the compiled function is held against, and what `explain` shows."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from handlers.decision.condition.compiling import Values
from handlers.decision.condition.patterns import full_match
from handlers.decision.condition.texts import folded
from handlers.decision.condition.tree import (
    Arithmetic,
    Call,
    Compare,
    Constant,
    Junction,
    Missing,
    Negative,
    Node,
    Not,
    Read,
)

_ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
}
_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda one, among: one in among,
    "not in": lambda one, among: one not in among,
}
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "min": min,
    "max": max,
    "abs": abs,
    "lower": folded,
    "matches": lambda text, pattern: full_match(pattern)(text),
}


def evaluate(node: Node, values: Values) -> Any:  # noqa: PLR0911 -- one for each kind of node
    """Return the value of the node; raise what the compiled function raises."""
    match node:
        case Constant(value=value):
            return value
        case Read():
            return values[node.slot]
        case Missing(name=name):
            return name not in values
        case Not(operand=operand):
            return not evaluate(operand, values)
        case Negative(operand=operand):
            return -evaluate(operand, values)
        case Junction(word=word, operands=operands):
            decide = all if word == "and" else any
            return decide(evaluate(each, values) for each in operands)
        case Arithmetic(operator=sign, left=left, right=right):
            return _ARITHMETIC[sign](evaluate(left, values), evaluate(right, values))
        case Compare():
            return _chain(node, values)
        case Call(function=function, arguments=arguments):
            return _FUNCTIONS[function](*(evaluate(each, values) for each in arguments))


def _chain(node: Compare, values: Values) -> bool:
    left = evaluate(node.operands[0], values)
    for sign, operand in zip(node.operators, node.operands[1:], strict=True):
        right = evaluate(operand, values)
        if not _COMPARISONS[sign](left, right):
            return False
        left = right
    return True
