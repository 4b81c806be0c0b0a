"""A text cut into tokens, and a reader of them."""

import re

from tests.dynamodb_rules.refusal import Refused


class Tokens:
    """The tokens of a text, read from left to right."""

    def __init__(self, text: str, pattern: re.Pattern[str]) -> None:
        """`pattern` matches one token, with the blanks before it."""
        self._text = text
        self._tokens = list[str]()
        at = 0
        while text[at:].strip():
            found = pattern.match(text, at)
            if not found:
                raise Refused(f"{text!r}: nothing begins with {text[at:].strip()[:12]!r}")
            self._tokens.append(found[1])
            at = found.end()
        self._at = 0

    @property
    def next(self) -> str:
        """Return the next token, which is empty at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def take(self) -> str:
        """Return the next token and go on."""
        token = self.next
        self._at += 1
        return token

    def took(self, *words: str) -> bool:
        """Return whether these keywords or signs come next, and go past them."""
        coming = [token.upper() for token in self._tokens[self._at : self._at + len(words)]]
        if coming != list(words):
            return False
        self._at += len(words)
        return True

    def expect(self, *words: str) -> None:
        """Go past these keywords or signs.

        Raises:
            Refused: something else comes.
        """
        if not self.took(*words):
            raise self.refusal(f"{' '.join(words)} is expected")

    def end(self) -> None:
        """Check that nothing is left."""
        if self.next:
            raise self.refusal("the end is expected")

    def refusal(self, reason: str) -> Refused:
        """Return the refusal of what comes next."""
        return Refused(f"{self._text!r}: {reason}, not {self.next!r}")
