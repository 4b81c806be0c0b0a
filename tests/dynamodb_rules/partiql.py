"""PartiQL for DynamoDB: INSERT, UPDATE and DELETE as AWS publishes them, and SELECT of one item.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.statements.html and the pages under it.
What they do not show is refused, whatever else DynamoDB may take: several assignments are several SET, as in their
examples; names that are reserved words or hold other characters than letters, digits and _ are in double quotes.
"""

import re
from dataclasses import dataclass, field

from tests.dynamodb_rules.partiql_where import Where
from tests.dynamodb_rules.tokens import Tokens

TOKEN = re.compile(
    r"""\s*("(?:[^"]|"")+"|'(?:[^']|'')*'|-?\d+(?:\.\d+)?|[A-Za-z_]\w*|<>|!=|<=|>=|<<|>>|[?=<>(){}\[\],.:*+-])""",
    re.ASCII,
)


@dataclass
class Statement:
    """A statement: its verb, its table, and the attributes and parameters that it writes and compares."""

    verb: str
    table: str = ""
    written: dict[str, int | None] = field(default_factory=dict)
    """Attributes that are written, each with the number of its parameter; None for anything else than one parameter."""
    equal: dict[str, int | None] = field(default_factory=dict)
    """Attributes that WHERE compares for equality in every case, as `written`."""
    parameters: int = 0


class Parser(Where):
    """A statement, read by recursive descent."""

    def statement(self) -> Statement:
        """Read the whole statement."""
        verb = self.tokens.take().upper()
        read = {"INSERT": self._insert, "UPDATE": self._update, "DELETE": self._delete, "SELECT": self._select}.get(
            verb
        )
        if read is None:
            raise self.tokens.refusal("INSERT, UPDATE, DELETE or SELECT is expected")
        statement = Statement(verb)
        read(statement)
        self.tokens.end()
        statement.equal, statement.parameters = self.equal, self.parameters
        return statement

    def _insert(self, statement: Statement) -> None:
        self.tokens.expect("INTO")
        statement.table = self.name()
        self.tokens.expect("VALUE")
        statement.written = self.tuple_literal()

    def _update(self, statement: Statement) -> None:
        statement.table = self.name()
        while (clause := self.tokens.next.upper()) in {"SET", "REMOVE"}:
            self.tokens.take()
            path = self.path()
            if path in statement.written:
                raise self.tokens.refusal(f"{path} is written once")
            statement.written[path] = None
            if clause == "SET":
                self.tokens.expect("=")
                statement.written[path] = self.data()
        if not statement.written:
            raise self.tokens.refusal("SET or REMOVE is expected")
        self.where()
        if self.tokens.took("RETURNING"):
            if not (self.tokens.took("ALL") or self.tokens.took("MODIFIED")):
                raise self.tokens.refusal("ALL or MODIFIED is expected")
            if not (self.tokens.took("OLD", "*") or self.tokens.took("NEW", "*")):
                raise self.tokens.refusal("OLD * or NEW * is expected")

    def _delete(self, statement: Statement) -> None:
        self.tokens.expect("FROM")
        statement.table = self.name()
        self.where()
        if self.tokens.took("RETURNING"):
            self.tokens.expect("ALL", "OLD", "*")

    def _select(self, statement: Statement) -> None:
        if not self.tokens.took("*"):
            self.path()
            while self.tokens.took(","):
                self.path()
        self.tokens.expect("FROM")
        statement.table = self.name()
        self.where()


def parse(text: str) -> Statement:
    """Return what a statement says.

    Raises:
        Refused: the grammar does not know it.
    """
    return Parser(Tokens(text, TOKEN)).statement()
