"""PartiQL's conditions, and what an attribute may be set to.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-operators.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-functions.html
"""

from tests.dynamodb_rules.partiql_values import Values
from tests.dynamodb_rules.tokens import Tokens

COMPARATORS = ("=", "<>", "!=", "<", "<=", ">", ">=")
OPERATIONS = ("LIST_APPEND", "SET_ADD", "SET_DELETE")
FUNCTIONS = ("ATTRIBUTE_TYPE", "BEGINS_WITH", "CONTAINS")
"""Functions that are conditions, each of a path and a value."""


class Where(Values):
    """A condition, read by recursive descent, and the equalities that it makes sure of."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self.equal = dict[str, int | None]()
        """Attributes that must be equal to something whatever else holds, each with its parameter's number."""

    def data(self) -> int | None:
        """Read what an attribute is set to; return its number if it is one parameter."""
        if self.tokens.next.upper() in OPERATIONS:
            self._function()
            return None
        number = self._operand()[1]
        if self.tokens.next in {"+", "-"}:
            self.tokens.take()
            self._operand()
            return None
        return number

    def where(self) -> None:
        """Read WHERE and its condition, which every statement but INSERT must have here."""
        self.tokens.expect("WHERE")
        self._either(sure=True)

    def _either(self, *, sure: bool) -> None:
        self._all(sure=sure)
        while self.tokens.took("OR"):
            self.equal.clear()  # nothing is sure any more
            self._all(sure=False)

    def _all(self, *, sure: bool) -> None:
        self._not(sure=sure)
        while self.tokens.took("AND"):
            self._not(sure=sure)

    def _not(self, *, sure: bool) -> None:
        if self.tokens.took("NOT"):
            self._not(sure=False)
        elif self.tokens.took("("):
            self._either(sure=False)
            self.tokens.expect(")")
        elif self.tokens.next.upper() in FUNCTIONS:
            self._function()
        else:
            self._comparison(sure=sure)

    def _comparison(self, *, sure: bool) -> None:
        path, _ = self._operand()
        if self.tokens.took("IS"):
            self.tokens.took("NOT")
            if not (self.tokens.took("MISSING") or self.tokens.took("NULL")):
                raise self.tokens.refusal("MISSING or NULL is expected")
        elif self.tokens.took("BETWEEN"):
            self.literal()
            self.tokens.expect("AND")
            self.literal()
        elif self.tokens.took("IN"):
            self.literal()
        elif self.tokens.next in COMPARATORS:
            comparator = self.tokens.take()
            _, number = self._operand()
            if comparator == "=" and sure and path:
                self.equal[path] = number
        else:
            raise self.tokens.refusal("a comparison is expected")

    def _function(self) -> None:
        self.tokens.take()
        self.tokens.expect("(")
        self.path()
        self.tokens.expect(",")
        self.literal()
        self.tokens.expect(")")

    def _operand(self) -> tuple[str, int | None]:
        """Read a path, SIZE of one, or a value; return the path, and the number of a parameter."""
        token = self.tokens.next
        if self.tokens.took("SIZE", "("):
            self.path()
            self.tokens.expect(")")
            return "", None
        if token.startswith('"') or (token[:1].isalpha() and token.upper() not in {"TRUE", "FALSE", "NULL"}):
            return self.path(), None
        return "", self.literal()
