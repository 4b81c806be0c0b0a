"""The tokens of an expression, gone through once with one ahead."""

from fraudctl.fraud_detector.language.faults import ExpressionError
from fraudctl.fraud_detector.language.tokens import END, Token, tokens


class Cursor:
    """A place among the tokens."""

    def __init__(self, expression: str) -> None:
        self._tokens = tokens(expression)
        self._next = next(self._tokens)

    def expect_end(self) -> None:
        """Raise ExpressionError where something is left."""
        if self._next.kind != END:
            raise self._unexpected()

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
