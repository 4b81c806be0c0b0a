"""The parts of a condition that can never be true, although the rule can fire: a side of an `or`, a value of a list.

Each is looked at by itself: what an `and` around it rules out is often a habit, not a mistake.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fraudctl.strategy.logic import possible
from fraudctl.strategy.simplifying import simplified
from handlers.decision.condition.operands import LISTS
from handlers.decision.condition.parsing import column, parse, source
from handlers.decision.condition.tree import Compare, Constant, Junction, Node, Not
from handlers.decision.condition.vocabulary import Vocabulary
from handlers.decision.strategy.strategy import StrategyRule


class DeadPart(NamedTuple):
    """A part by its place in the condition, and the sentence about it."""

    column: int
    message: str


def dead_parts(rule: StrategyRule, lists: Mapping[str, Constant], vocabulary: Vocabulary) -> Iterator[DeadPart]:
    """Yield the parts of a rule that can fire which can never be true, of one within another the outer one."""
    yield from _Search(rule.when, lists, vocabulary).below(parse(rule.when), rule.tree, hold=True)


class _Search:
    """Walks a condition as it is written beside its tree."""

    def __init__(self, text: str, lists: Mapping[str, Constant], vocabulary: Vocabulary) -> None:
        self._text = text
        self._lists = lists
        self._vocabulary = vocabulary

    def below(self, expression: ast.expr, node: Node, *, hold: bool) -> Iterator[DeadPart]:
        """Yield the parts below a part that can hold, or under `not` can fail to."""
        match expression, node:
            case ast.UnaryOp(op=ast.Not(), operand=inner), Not(operand=operand):
                yield from self.below(inner, operand, hold=not hold)
            case ast.BoolOp(values=parts), Junction(word=word, operands=operands):
                for part, operand in zip(parts, operands, strict=True):
                    if (word == "or") is hold and not self._possible(operand, hold=hold):
                        never = "true" if hold else "false"
                        yield self._dead(part, f"{source(self._text, part)} can never be {never}")
                    else:
                        yield from self.below(part, operand, hold=hold)
            case ast.Compare(left=left, comparators=[right]), Compare(operands=(one, other), operators=(operator,)):
                if operator in ("in", "not in") and isinstance(other, Constant) and other.kind in LISTS:
                    yield from self._members(left, right, one, other)
                elif operator == "!=" and not self._possible(Compare((one, other), ("==",)), hold=True):
                    yield self._never(right, left)

    def _members(self, left: ast.expr, right: ast.expr, one: Node, members: Constant) -> Iterator[DeadPart]:
        if not isinstance(right, ast.Tuple | ast.List | ast.Set) or not isinstance(members.value, tuple):
            return
        constants = [Constant(each, LISTS[members.kind]) for each in members.value]
        for part, member in zip(right.elts, constants, strict=True):
            if not self._possible(Compare((one, member), ("==",)), hold=True):
                yield self._never(part, left)

    def _possible(self, node: Node, *, hold: bool) -> bool:
        return possible(simplified(node, self._lists), self._vocabulary, hold=hold)

    def _never(self, value: ast.expr, of: ast.expr) -> DeadPart:
        return self._dead(value, f"{source(self._text, of)} is never {source(self._text, value)}")

    def _dead(self, part: ast.expr, message: str) -> DeadPart:
        return DeadPart(column(self._text, part), message)
