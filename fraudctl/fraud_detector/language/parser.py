"""The parser of the rule language: by recursive descent, with a power for each operator.

    or  <  and  <  !  <  == != < <= > >= in, not in  <  + -  <  * / %  <  - before a value

The guide says nowhere how `and` and `or` bind beside each other, nor `!` before a comparison: the tree notes where the
text leaves it open.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from fraudctl.fraud_detector.language.faults import ExpressionError
from fraudctl.fraud_detector.language.syntax import (
    Arithmetic,
    Call,
    Comparison,
    Junction,
    ListName,
    Membership,
    Minus,
    Negation,
    Node,
    Null,
    Number,
    Text,
    Truth,
    Variable,
)
from fraudctl.fraud_detector.language.tokens import END, LIST, NUMBER, SIGN, TEXT, VARIABLE, WORD, Token, tokens

DEEPEST = 200
"""Levels of parentheses, negations and calls within each other."""

LONGEST_CHAIN = 200
"""Operations in a row, as in `1 + 2 + 3`; more than any condition of ours may have terms."""

_OR, _AND, _NOT, _COMPARED, _SUM, _PRODUCT, _SIGNED = range(1, 8)
_COMPARATORS: Any = {"==", "!=", "<", "<=", ">", ">="}
_SUMS: Any = {"+", "-"}
_PRODUCTS: Any = {"*", "/", "%"}


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


class _Parser:
    """Goes through the tokens once, one ahead."""

    def __init__(self, expression: str) -> None:
        self._tokens = tokens(expression)
        self._next = next(self._tokens)
        self._depth = 0
        self._grouped: Node | None = None
        """The node that was read last, if it stood in parentheses."""

    def expression(self, power: int) -> Node:
        """Return the expression whose operators bind closer than a power."""
        node = self._first()
        while (binds := self._power()) > power:
            node = self._joined(node, binds)
            self._grouped = None
        return node

    def expect_end(self) -> None:
        """Raise ExpressionError where something is left."""
        if self._next.kind != END:
            raise self._unexpected()

    def _power(self) -> int:
        match self._next:
            case (kind, "or", _) if kind == WORD:
                return _OR
            case (kind, "and", _) if kind == WORD:
                return _AND
            case (kind, "in" | "not", _) if kind == WORD:
                return _COMPARED
            case (kind, sign, _) if kind == SIGN:
                return (
                    _COMPARED
                    if sign in _COMPARATORS
                    else _SUM
                    if sign in _SUMS
                    else _PRODUCT
                    if sign in _PRODUCTS
                    else 0
                )
        return 0

    def _joined(self, left: Node, power: int) -> Node:
        if power in (_OR, _AND):
            return self._junction(left, power)
        if power == _COMPARED:
            return self._compared(left)
        return self._arithmetic(left, power)

    def _junction(self, left: Node, power: int) -> Node:
        word: Literal["and", "or"] = "or" if power == _OR else "and"
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
        if sign.said in _COMPARATORS:
            node: Node = Comparison(sign.at, sign.said, left, self.expression(_COMPARED))  # type: ignore[arg-type]
        else:
            if sign.said == "not":
                self._expect(WORD, "in")
            node = Membership(sign.at, sign.said == "not", left, self._among())
        if self._power() == _COMPARED:
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
        node = self.expression(_COMPARED)
        value = node.operand if isinstance(node, Minus) else node
        if isinstance(value, Number | Text | Truth | Null):
            return node
        raise ExpressionError("a list in brackets holds literals", node.at)

    def _arithmetic(self, left: Node, power: int) -> Node:
        signs, count = (_SUMS if power == _SUM else _PRODUCTS), 0
        while self._next.kind == SIGN and self._next.said in signs:
            sign, count = self._advance(), count + 1
            if count > LONGEST_CHAIN:
                raise ExpressionError(f"there are more than {LONGEST_CHAIN} operations in a row", sign.at)
            left = Arithmetic(sign.at, sign.said, left, self.expression(power))  # type: ignore[arg-type]
        return left

    def _first(self) -> Node:
        token = self._next
        match token:
            case (kind, "(", _) if kind == SIGN:
                return self._in_parentheses()
            case (kind, "!", _) if kind == SIGN:
                return self._negation()
            case (kind, "-", _) if kind == SIGN:
                self._advance()
                node: Node = Minus(token.at, self._below(_SIGNED))
            case (kind, _, _) if kind == WORD:
                node = self._word()
            case _:
                node = self._value()
        self._grouped = None
        return node

    def _below(self, power: int) -> Node:
        """Return the expression one level deeper."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise ExpressionError(f"this is nested more than {DEEPEST} levels deep", self._next.at)
        node = self.expression(power)
        self._depth -= 1
        return node

    def _in_parentheses(self) -> Node:
        self._advance()
        node = self._below(0)
        self._expect(SIGN, ")")
        self._grouped = node
        return node

    def _negation(self) -> Node:
        at = self._advance().at
        operand = self._below(_NOT)
        bare = isinstance(operand, Comparison | Membership) and self._grouped is not operand
        self._grouped = None
        return Negation(at, operand, bare)

    def _word(self) -> Node:
        token = self._advance()
        match token.said:
            case "null":
                return Null(token.at)
            case "true" | "false":
                return Truth(token.at, token.said == "true")
            case "and" | "or" | "in" | "not":
                raise ExpressionError(f"{token.said} stands between two operands", token.at)
        if not self._take(SIGN, "("):
            raise ExpressionError(f"{token.said} is no word of the language: variables begin with $", token.at)
        arguments: list[Node] = []
        while not self._take(SIGN, ")"):
            if arguments:
                self._expect(SIGN, ",")
            arguments.append(self._below(0))
        return Call(token.at, token.said, tuple(arguments))

    def _value(self) -> Node:
        token = self._next
        match token.kind:
            case kind if kind == NUMBER:
                node: Node = Number(token.at, _number(token))
            case kind if kind == TEXT:
                node = Text(token.at, token.said)
            case kind if kind == VARIABLE:
                node = Variable(token.at, token.said)
            case kind if kind == LIST:
                raise ExpressionError("a list stands after in, or not in", token.at)
            case _:
                raise self._unexpected()
        self._advance()
        return node

    def _advance(self) -> Token:
        token, self._next = self._next, next(self._tokens, self._next)
        return token

    def _take(self, kind: str, said: str) -> bool:
        if self._next[:2] != (kind, said):
            return False
        self._advance()
        return True

    def _expect(self, kind: str, said: str) -> None:
        if not self._take(kind, said):
            raise self._unexpected(said)

    def _unexpected(self, wanted: str | None = None) -> ExpressionError:
        found = self._next
        said = "the expression ends here" if found.kind == END else f"{found.said or found.kind} is not expected here"
        return ExpressionError(f"{said}, where {wanted} is needed" if wanted else said, found.at)


def _number(token: Token) -> Decimal:
    try:
        return Decimal(token.said)
    except InvalidOperation:  # an exponent of more digits than a Decimal holds
        raise ExpressionError(f"{token.said} is too large or too small", token.at) from None
