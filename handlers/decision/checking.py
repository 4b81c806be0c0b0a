"""From a parsed condition to a tree of kinds: every name known, every operand of a kind that its operator takes.

Whatever is not named here is refused: attributes but of names that are known, calls of anything but the language's few
functions, comprehensions, lambdas, assignments, powers, formatted texts.
"""

import ast
from typing import Any

from msgspec import structs

from handlers.decision.calls import Calls
from handlers.decision.faults import ConditionError, Fault
from handlers.decision.operands import LISTS
from handlers.decision.parsing import operator_column, parse, source
from handlers.decision.tree import (
    Arithmetic,
    Compare,
    Constant,
    Junction,
    Negative,
    Node,
    Not,
    Read,
)
from handlers.decision.vocabulary import Kind, Vocabulary

OPERATORS: dict[type[ast.operator], Any] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%"}

COMPARISONS: dict[type[ast.cmpop], Any] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}


def check(text: str, vocabulary: Vocabulary) -> Node:
    """Return the condition's tree.

    Raises:
        ConditionError: the text is no condition; says all that is wrong with it.
    """
    return _Checker(text, vocabulary).node(parse(text), Kind.BOOLEAN)


class _Checker(Calls):
    """Makes a tree of a parsed condition."""

    def node(self, expression: ast.expr, wanted: Kind | None = None) -> Node:
        """Return the expression's node, of the kind that is wanted."""
        node = self._node(expression)
        if wanted is None or node.kind is wanted:
            return node
        if node.kind is Kind.UNKNOWN:
            return _typed(node, wanted)
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
                return self._comparison(expression)
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
            from handlers.decision.slips import FOREIGN_OPERATORS  # noqa: PLC0415 -- as in `parsing`

            place, (written, hint) = operator_column(self._text, left, right), FOREIGN_OPERATORS[type(operator)]
            raise ConditionError([Fault(place, f"{written} is not an operator of the language", hint)])
        one, other = self.all_of((left, right), Kind.NUMBER)
        return Arithmetic(sign, one, other)

    def _comparison(self, expression: ast.Compare) -> Node:
        operators = [COMPARISONS[type(each)] for each in expression.ops if type(each) in COMPARISONS]
        expressions = [expression.left, *expression.comparators]
        for place, each in enumerate(expression.ops):
            left, right = expressions[place : place + 2]
            if type(each) not in COMPARISONS:
                at = operator_column(self._text, left, right)
                raise ConditionError([Fault(at, "`is` is no comparison", "== or missing(…)")])
            if isinstance(each, ast.In | ast.NotIn) and isinstance(right, ast.Constant):
                self._alone_in_parentheses(right, operator_column(self._text, left, right))
        operands = list(self.all_of(expressions))
        if len(operators) > 1 and {"in", "not in"} & set(operators):
            raise self.fault(expression, "`in` stands in no chain of comparisons", "and")
        for place, operator in enumerate(operators):
            operands[place : place + 2] = self._pair(
                expressions[place + 1], operator, operands[place], operands[place + 1]
            )
        return Compare(tuple(operands), tuple(operators))

    def _alone_in_parentheses(self, literal: ast.expr, place: int) -> None:
        """Refuse one literal in parentheses after `in`: it is no list, and of a text any part would be in it."""
        written = source(self._text, literal)
        if "(" in source(self._text, literal, since=place).removesuffix(written):
            hint = f"({self.written(literal)},) or [{self.written(literal)}]"
            raise self.fault(literal, "a list of one has a comma, or stands in brackets", hint)

    def _pair(self, expression: ast.expr, operator: str, left: Node, right: Node) -> tuple[Node, Node]:
        """Return both operands in kinds that the operator takes."""
        if operator in ("in", "not in"):
            within = LISTS.get(right.kind, Kind.TEXT)
            left, right = _typed(left, within), _typed(right, Kind.TEXT)
            if left.kind is within and right.kind in (*LISTS, Kind.TEXT):
                return left, right
            raise self.fault(expression, f"{left.kind.value} is never in {right.kind.value}")
        decided = (
            Kind.NUMBER
            if operator not in ("==", "!=")
            else next((node.kind for node in (left, right) if node.kind is not Kind.UNKNOWN), Kind.TEXT)
        )
        left, right = _typed(left, decided), _typed(right, decided)
        if left.kind is not right.kind:
            said = f"{left.kind.value} is never compared with {right.kind.value}"
            digits = right.value if isinstance(right, Constant) and isinstance(right.value, str) else ""
            bare = left.kind is Kind.NUMBER and digits.replace(".", "", 1).isdecimal()
            raise self.fault(expression, said, f"{digits} without quotes" if bare else None)
        if left.kind in LISTS:
            raise self.fault(expression, "a list is asked what is in it", "in")
        if operator not in ("==", "!=") and left.kind is not Kind.NUMBER:
            raise self.fault(expression, f"{operator} takes numbers; this is {left.kind.value}")
        return left, right


def _typed(node: Node, kind: Kind) -> Node:
    """Return a key of the metadata in this kind, and whatever else as it is."""
    return structs.replace(node, kind=kind) if isinstance(node, Read) and node.kind is Kind.UNKNOWN else node
