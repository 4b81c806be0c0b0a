"""PartiQL's names, paths and values.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.data-types.html
"""

from tests.dynamodb_rules.reserved_words import RESERVED_WORDS
from tests.dynamodb_rules.tokens import Tokens

CLOSING = {"{": "}", "[": "]", "<<": ">>"}


class Values:
    """Names, paths and values of a statement."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.parameters = 0
        """Question marks that were read."""

    def name(self) -> str:
        """Read a name: in double quotes, or a word that is not reserved."""
        token = self.tokens.next
        if token.startswith('"'):
            return self.tokens.take()[1:-1].replace('""', '"')
        if not (token[:1].isalpha() or token[:1] == "_"):
            raise self.tokens.refusal("a name is expected")
        if token.upper() in RESERVED_WORDS:
            raise self.tokens.refusal("a reserved word goes in double quotes")
        return self.tokens.take()

    def path(self) -> str:
        """Read the path to an attribute."""
        path = self.name()
        while self.tokens.next in {".", "["}:
            if self.tokens.took("."):
                path += f".{self.name()}"
                continue
            self.tokens.expect("[")
            path += f"[{self.tokens.take()}]"
            self.tokens.expect("]")
        return path

    def literal(self) -> int | None:
        """Read a value; return its number if it is a parameter."""
        token = self.tokens.next
        if self.tokens.took("?"):
            self.parameters += 1
            return self.parameters - 1
        if token == "{":
            self.tuple_literal()
        elif token in CLOSING:
            self.tokens.take()
            while self.tokens.next != CLOSING[token]:
                self.literal()
                if not self.tokens.took(","):
                    break
            self.tokens.expect(CLOSING[token])
        elif token[:1] in {"'", "-"} or token[:1].isdigit() or token.upper() in {"TRUE", "FALSE", "NULL"}:
            self.tokens.take()
        else:
            raise self.tokens.refusal("a value is expected")
        return None

    def tuple_literal(self) -> dict[str, int | None]:
        """Read an item or a map: names in single quotes, each with a value."""
        found = dict[str, int | None]()
        self.tokens.expect("{")
        while self.tokens.next != "}":
            if not self.tokens.next.startswith("'") or self.tokens.next in {"''", *found}:
                raise self.tokens.refusal("a name in single quotes is expected, each once")
            name = self.tokens.take()
            self.tokens.expect(":")
            found[name] = self.literal()
            if not self.tokens.took(","):
                break
        self.tokens.expect("}")
        return {name[1:-1].replace("''", "'"): number for name, number in found.items()}
