"""From a condition's tree to a function that decides it in a fraction of a microsecond.

The function is Python, put together from the checked tree alone: no part of a strategy's text gets into it but names
that the vocabulary knows, keys of metadata as quoted texts, and constants by number.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

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

Values = Mapping[str, Any]
"""The known values of a transaction: numbers as Decimal, texts as `comparable` makes them, lists as frozensets, each
under the slot of its `Read`. A key of the metadata that is there, of whatever kind, is also
under its name, for `missing`."""

Condition = Callable[[Values], bool]


def compile_condition(tree: Node) -> Condition:
    """Return the function that evaluates the condition.

    It raises KeyError where it reads what is absent, and decimal.DivisionByZero or decimal.InvalidOperation where it
    divides by zero; then the rule does not fire.
    """
    code = _Code()
    body = code.expression(tree)
    condition: Condition = eval(f"lambda v: {body}", {"__builtins__": {}, **code.constants})  # noqa: S307 -- see above
    return condition


class _Code:
    """Writes expressions, and keeps their constants under names of their own."""

    def __init__(self) -> None:
        self.constants: dict[str, Any] = {"min": min, "max": max, "abs": abs, "lower": folded}

    def expression(self, node: Node) -> str:  # noqa: C901, PLR0911 -- one for each kind of node
        """Return Python's source of the node, in parentheses where it is made of parts."""
        match node:
            case Constant(value=tuple() as values):
                return self._constant(frozenset(values))
            case Constant(value=bool() as value):
                return str(value)
            case Constant(value=Decimal() | str() as value):
                return self._constant(value)
            case Read():
                return f"v[{node.slot!r}]"
            case Missing(name=name):
                return f"({name!r} not in v)"
            case Not(operand=operand):
                return f"(not {self.expression(operand)})"
            case Negative(operand=operand):
                return f"(-{self.expression(operand)})"
            case Junction(word=word, operands=operands):
                return "(" + f" {word} ".join(map(self.expression, operands)) + ")"
            case Arithmetic(operator=operator, left=left, right=right):
                return f"({self.expression(left)} {operator} {self.expression(right)})"
            case Compare(operands=(first, *others), operators=operators):
                pairs = zip(operators, others, strict=True)
                return (
                    f"({self.expression(first)}" + "".join(f" {op} {self.expression(each)}" for op, each in pairs) + ")"
                )
            case Call(function="matches", arguments=(text, Constant(value=str() as pattern))):
                return f"{self._constant(full_match(pattern))}({self.expression(text)})"
            case Call(function=function, arguments=arguments):
                return f"{function}({', '.join(map(self.expression, arguments))})"
        raise TypeError(f"no code is made of a {type(node).__name__}")

    def _constant(self, value: Decimal | str | frozenset[Any] | Callable[[str], bool]) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name
