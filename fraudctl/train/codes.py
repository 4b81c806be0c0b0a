"""Numbers that stand for texts while rows are made and trees are fitted; which of them matter is seen only then."""

from handlers.decision.model.reading import LONGEST_TEXT

OTHER = -1.0
"""The code of a text that has none of its own."""

MOST_CODES = 20_000
"""Texts that are told apart: those that many payments have come early, and memory must not grow with the file."""


class Codes:
    """The texts of a feature by code: from 0 in the order in which they are first asked for."""

    def __init__(self) -> None:
        self._codes: dict[str, float] = {}
        self._texts: list[str] = []

    def of(self, text: str) -> float:
        """Return the code of a text, its own if it can have one."""
        code = self._codes.get(text)
        if code is not None:
            return code
        if len(self._texts) >= MOST_CODES or not 0 < len(text) <= LONGEST_TEXT or not text.isprintable():
            return OTHER
        code = self._codes[text] = float(len(self._texts))
        self._texts.append(text)
        return code

    def text(self, code: float) -> str:
        """Return the text of a code."""
        return self._texts[int(code)]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._texts)

    @property
    def texts(self) -> list[str]:
        """Return the texts by code."""
        return self._texts
