"""The literals of a condition: exact numbers, texts in the form that texts are compared in, True and False."""

import ast
from decimal import Decimal, InvalidOperation

from handlers.contract.invisible import is_invisible
from handlers.contract.money import is_storable
from handlers.decision.condition.faults import ConditionError, Fault
from handlers.decision.condition.parsing import column, one_text, source
from handlers.decision.condition.texts import comparable
from handlers.decision.condition.tree import Constant
from handlers.decision.condition.vocabulary import Kind

LONGEST_QUOTE = 60
"""Characters of a condition that a message repeats."""


class Literals:
    """Makes nodes of literals; a ConditionError says what is wrong with them."""

    def __init__(self, text: str) -> None:
        self._text = text

    def written(self, expression: ast.expr) -> str:
        """Return what the condition has there, of what is long the beginning."""
        written = source(self._text, expression)
        return written if len(written) <= LONGEST_QUOTE else f"{written[:LONGEST_QUOTE]}…"

    def fault(self, expression: ast.expr, message: str, hint: str | None = None) -> ConditionError:
        """Return the error that says what is wrong, to be raised."""
        return ConditionError([Fault(column(self._text, expression), message, hint)])

    def literal(self, expression: ast.expr) -> Constant | None:
        """Return the node of a literal, with its sign; None for whatever else."""
        match expression:
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as operand):
                node = self.constant(operand)
                return Constant(-node.value, Kind.NUMBER) if isinstance(node.value, Decimal) else None
            case ast.Constant():
                return self.constant(expression)
        return None

    def constant(self, expression: ast.Constant) -> Constant:
        """Return the node of a literal without a sign."""
        match expression.value:
            case bool() as value:
                return Constant(value, Kind.BOOLEAN)
            case int() | float():
                return self._number(expression, source(self._text, expression))
            case str() as text:
                return self._text_of(expression, text)
            case None:
                raise self.fault(expression, "None is no value here", "missing(…)")
            case _:
                raise self.fault(expression, f"{self.written(expression)} is no literal of the language")

    def _number(self, expression: ast.expr, written: str) -> Constant:
        digits = written.replace("_", "")
        if not digits.isascii() or set(digits.lower()) - set("0123456789.e+-"):
            raise self.fault(expression, f"{self.written(expression)} is not written in decimal digits")
        try:
            value = Decimal(digits)
        except InvalidOperation:  # an exponent of more digits than a Decimal holds
            value = Decimal("Infinity")
        if is_storable(value):
            return Constant(value, Kind.NUMBER)
        said = f"{self.written(expression)} has more digits, or is larger or smaller, than an amount can be"
        raise self.fault(expression, said)

    def _text_of(self, expression: ast.expr, text: str) -> Constant:
        written = source(self._text, expression)
        if not one_text(written):
            raise self.fault(expression, "a text stands in one pair of quotes", "a comma between two texts")
        if hidden := next(filter(is_invisible, text), None):
            said = f"this text holds U+{ord(hidden):04X}, which is not shown, and taken out of what it is compared with"
            raise self.fault(
                expression, said, "r before the quotes, so that \\ stands for itself" if "\\" in written else None
            )
        return Constant(comparable(text), Kind.TEXT)
