"""The operands of operators: values, calls, and expressions in parentheses or behind a sign."""

from abc import ABC, abstractmethod
from decimal import Decimal, InvalidOperation

from fraudctl.fraud_detector.language.cursor import Cursor
from fraudctl.fraud_detector.language.faults import ExpressionError
from fraudctl.fraud_detector.language.powers import NOT, SIGNED
from fraudctl.fraud_detector.language.syntax import (
    Call,
    Comparison,
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
from fraudctl.fraud_detector.language.tokens import LIST, NUMBER, SIGN, TEXT, VARIABLE, WORD, Token

DEEPEST = 200
"""Levels of parentheses, negations and calls within each other."""


class Operands(Cursor, ABC):
    """Reads operands; remembers if the last one stood in parentheses."""

    def __init__(self, expression: str) -> None:
        super().__init__(expression)
        self._depth = 0
        self._grouped: Node | None = None
        """The node that was read last, if it stood in parentheses."""

    @abstractmethod
    def expression(self, power: int) -> Node:
        """Return the expression whose operators bind closer than a power."""

    def _first(self) -> Node:
        token = self._next
        match token:
            case (kind, "(", _) if kind == SIGN:
                return self._in_parentheses()
            case (kind, "!", _) if kind == SIGN:
                return self._negation()
            case (kind, "-", _) if kind == SIGN:
                self._advance()
                node: Node = Minus(token.at, self._below(SIGNED))
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
        operand = self._below(NOT)
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


def _number(token: Token) -> Decimal:
    try:
        return Decimal(token.said)
    except InvalidOperation:  # an exponent of more digits than a Decimal holds
        raise ExpressionError(f"{token.said} is too large or too small", token.at) from None
