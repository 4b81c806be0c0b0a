"""The reason for which a rule has no counterpart."""


class NotConvertible(Exception):
    """Raised for a part of a rule that conditions cannot say; `at` is its place in the expression, if it is a part."""

    def __init__(self, reason: str, at: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at
