"""The error of a text that is no expression of the rule language, or one that is not understood."""


class ExpressionError(Exception):
    """Raised at a place of an expression, in characters from 0; says what is wrong there."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message = message
        self.at = at


def place(expression: str, at: int) -> str:
    """Return a place of an expression in words, with its line where there are several."""
    before = expression[:at]
    column = at - (before.rfind("\n") + 1) + 1
    return f"line {before.count(chr(10)) + 1}, column {column}" if "\n" in expression else f"column {column}"
