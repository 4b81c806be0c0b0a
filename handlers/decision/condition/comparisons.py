"""Comparisons of a condition: both sides of a kind, lists with what is in them, chains."""

import ast
from typing import Any

from msgspec import structs

from handlers.decision.condition.faults import ConditionError, Fault
from handlers.decision.condition.operands import LISTS, Operands
from handlers.decision.condition.parsing import operator_column, source
from handlers.decision.condition.tree import Compare, Constant, Node, Read
from handlers.decision.condition.vocabulary import Kind

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


class Comparisons(Operands):
    """Makes nodes of comparisons."""

    def comparison(self, expression: ast.Compare) -> Node:
        """Return the node of a comparison, or of a chain of them."""
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
            left, right = typed(left, within), typed(right, Kind.TEXT)
            if left.kind is within and right.kind in (*LISTS, Kind.TEXT):
                return left, right
            raise self.fault(expression, f"{left.kind.value} is never in {right.kind.value}")
        decided = (
            Kind.NUMBER
            if operator not in ("==", "!=")
            else next((node.kind for node in (left, right) if node.kind is not Kind.UNKNOWN), Kind.TEXT)
        )
        left, right = typed(left, decided), typed(right, decided)
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


def typed(node: Node, kind: Kind) -> Node:
    """Return a key of the metadata in this kind, and whatever else as it is."""
    return structs.replace(node, kind=kind) if isinstance(node, Read) and node.kind is Kind.UNKNOWN else node
