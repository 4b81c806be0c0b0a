"""The parser of the rule language: by recursive descent, with a power for each operator.

The guide says nowhere how `and` and `or` bind beside each other, nor `!` before a comparison: the tree notes where the
text leaves it open.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from fraudctl.fraud_detector.language.faults import ExpressionError
from fraudctl.fraud_detector.language.operands import DEEPEST, Operands
from fraudctl.fraud_detector.language.powers import AND, COMPARATORS, COMPARED, OR, PRODUCTS, SUM, SUMS, power_of
from fraudctl.fraud_detector.language.syntax import (
    Arithmetic,
    Comparison,
    Junction,
    ListName,
    Membership,
    Minus,
    Node,
    Null,
    Number,
    Text,
    Truth,
)
from fraudctl.fraud_detector.language.tokens import LIST, SIGN, WORD

LONGEST_CHAIN = 200
"""Operations in a row, as in `1 + 2 + 3`; more than any condition of ours may have terms."""


def parse(expression: str) -> Node:
    """Return the tree of an expression.

    Raises:
        ExpressionError: it is none; says why and where.
    """
    parser = _Parser(expression)
    with _room_for_recursion():
        node = parser.expression(0)
    parser.expect_end()
    return node


@contextmanager
def _room_for_recursion() -> Iterator[None]:
    """Allow as many calls within each other as the deepest expression takes: a dozen for each level."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(before + 15 * DEEPEST)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


class _Parser(Operands):
    """Joins operands by the operators between them."""

    def expression(self, power: int) -> Node:
        """Return the expression whose operators bind closer than a power."""
        node = self._first()
        while (binds := power_of(self._next)) > power:
            node = self._joined(node, binds)
            self._grouped = None
        return node

    def _joined(self, left: Node, power: int) -> Node:
        if power in (OR, AND):
            return self._junction(left, power)
        if power == COMPARED:
            return self._compared(left)
        return self._arithmetic(left, power)

    def _junction(self, left: Node, power: int) -> Node:
        word: Literal["and", "or"] = "or" if power == OR else "and"
        at, operands, mixed = self._next.at, [left], False
        bare = self._grouped is not left
        while True:
            mixed |= bare and isinstance(operands[-1], Junction)
            if not self._take(WORD, word):
                return Junction(at, word, tuple(operands), mixed)
            operands.append(self.expression(power))
            bare = self._grouped is not operands[-1]

    def _compared(self, left: Node) -> Node:
        sign = self._advance()
        if sign.said in COMPARATORS:
            node: Node = Comparison(sign.at, sign.said, left, self.expression(COMPARED))  # type: ignore[arg-type]
        else:
            if sign.said == "not":
                self._expect(WORD, "in")
            node = Membership(sign.at, sign.said == "not", left, self._among())
        if power_of(self._next) == COMPARED:
            raise ExpressionError("comparisons stand in no chain: join two by and", self._next.at)
        return node

    def _among(self) -> ListName | tuple[Node, ...]:
        if self._next.kind == LIST:
            named = self._advance()
            return ListName(named.at, named.said)
        self._expect(SIGN, "[")
        literals = [self._literal()]
        while self._take(SIGN, ","):
            literals.append(self._literal())
        self._expect(SIGN, "]")
        return tuple(literals)

    def _literal(self) -> Node:
        node = self.expression(COMPARED)
        value = node.operand if isinstance(node, Minus) else node
        if isinstance(value, Number | Text | Truth | Null):
            return node
        raise ExpressionError("a list in brackets holds literals", node.at)

    def _arithmetic(self, left: Node, power: int) -> Node:
        signs, count = (SUMS if power == SUM else PRODUCTS), 0
        while self._next.kind == SIGN and self._next.said in signs:
            sign, count = self._advance(), count + 1
            if count > LONGEST_CHAIN:
                raise ExpressionError(f"there are more than {LONGEST_CHAIN} operations in a row", sign.at)
            left = Arithmetic(sign.at, sign.said, left, self.expression(power))  # type: ignore[arg-type]
        return left
