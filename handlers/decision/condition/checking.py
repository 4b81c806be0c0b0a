"""From a parsed condition to a tree of kinds: every name known, every operand of a kind that its operator takes.

Whatever is not named here is refused: attributes but of names that are known, calls of anything but the language's few
functions, comprehensions, lambdas, assignments, powers, formatted texts.
"""

import ast
from typing import Any

from handlers.decision.condition.calls import Calls
from handlers.decision.condition.comparisons import Comparisons, typed
from handlers.decision.condition.faults import ConditionError, Fault
from handlers.decision.condition.parsing import operator_column, parse
from handlers.decision.condition.tree import (
    Arithmetic,
    Constant,
    Junction,
    Negative,
    Node,
    Not,
)
from handlers.decision.condition.vocabulary import Kind, Vocabulary

OPERATORS: dict[type[ast.operator], Any] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%"}


def check(text: str, vocabulary: Vocabulary) -> Node:
    """Return the condition's tree.

    Raises:
        ConditionError: the text is no condition; says all that is wrong with it.
    """
    return _Checker(text, vocabulary).node(parse(text), Kind.BOOLEAN)


class _Checker(Comparisons, Calls):
    """Makes a tree of a parsed condition."""

    def node(self, expression: ast.expr, wanted: Kind | None = None) -> Node:
        """Return the expression's node, of the kind that is wanted."""
        node = self._node(expression)
        if wanted is None or node.kind is wanted:
            return node
        if node.kind is Kind.UNKNOWN:
            return typed(node, wanted)
        said = f"{self.written(expression)} is {node.kind.value}, where {wanted.value} is needed"
        in_full = isinstance(node, Constant) and node.kind is Kind.TEXT and wanted is Kind.BOOLEAN
        raise self.fault(expression, said, f"… == {self.written(expression)}" if in_full else None)

    def _node(self, expression: ast.expr) -> Node:
        match expression:
            case ast.BoolOp(op=joined, values=values):
                return Junction("and" if isinstance(joined, ast.And) else "or", self.all_of(values, Kind.BOOLEAN))
            case ast.UnaryOp():
                return self._unary(expression)
            case ast.BinOp(left=left, op=operator, right=right):
                return self._arithmetic(left, operator, right)
            case ast.Compare():
                return self.comparison(expression)
            case ast.Call():
                return self.call(expression)
            case _:
                return self.operand(expression)

    def _unary(self, expression: ast.UnaryOp) -> Node:
        match expression.op:
            case ast.Not():
                return Not(self.node(expression.operand, Kind.BOOLEAN))
            case ast.USub():
                return self.literal(expression) or Negative(self.node(expression.operand, Kind.NUMBER))
            case ast.UAdd():
                return self.node(expression.operand, Kind.NUMBER)
            case _:
                raise self.fault(expression, "~ is no operator", "not")

    def _arithmetic(self, left: ast.expr, operator: ast.operator, right: ast.expr) -> Node:
        sign = OPERATORS.get(type(operator))
        if sign is None:
            from handlers.decision.condition.slips import FOREIGN_OPERATORS  # noqa: PLC0415 -- as in `parsing`

            place, (written, hint) = operator_column(self._text, left, right), FOREIGN_OPERATORS[type(operator)]
            raise ConditionError([Fault(place, f"{written} is not an operator of the language", hint)])
        one, other = self.all_of((left, right), Kind.NUMBER)
        return Arithmetic(sign, one, other)
