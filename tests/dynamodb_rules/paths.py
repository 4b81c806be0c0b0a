"""Names, paths and values, of which every expression is made.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html
"""

import re
from collections.abc import Callable
from typing import Self

from tests.dynamodb_rules.reserved_words import RESERVED_WORDS
from tests.dynamodb_rules.tokens import Tokens

TOKEN = re.compile(r"\s*(#\w+|:\w+|[A-Za-z]\w*|\d+|<>|<=|>=|[=<>(),.\[\]+-])", re.ASCII)
"""A bare name begins with a letter; any other name needs a placeholder."""


class Expression:
    """An expression, and the names, values and operators that were met while it was read."""

    def __init__(self, text: str) -> None:
        """Begin to read; a method of the kind of expression goes on."""
        self.tokens = Tokens(text, TOKEN)
        self.names = set[str]()
        """Placeholders of names."""
        self.values = set[str]()
        """Placeholders of values."""
        self.constructs = list[str]()
        """Operators and functions, of which AWS counts at most 300."""

    def projection(self) -> Self:
        """Read a list of paths."""
        self._list(self._path)
        self.tokens.end()
        return self

    def _list(self, read: Callable[[], object]) -> None:
        read()
        while self.tokens.took(","):
            read()

    def _value(self) -> str:
        if not self.tokens.next.startswith(":"):
            raise self.tokens.refusal("a value is expected")
        self.values.add(self.tokens.next)
        return self.tokens.take()

    def _path(self) -> str:
        path = self._name()
        while self.tokens.next in {".", "["}:
            if self.tokens.took("."):
                path += f".{self._name()}"
                continue
            self.tokens.expect("[")
            path += f"[{self.tokens.take()}]"
            self.tokens.expect("]")
        return path

    def _name(self) -> str:
        name = self.tokens.next
        if name.startswith("#"):
            self.names.add(name)
        elif not name[:1].isalpha():
            raise self.tokens.refusal("a name is expected")
        elif name.upper() in RESERVED_WORDS:
            raise self.tokens.refusal("a reserved word needs a placeholder")
        return self.tokens.take()
