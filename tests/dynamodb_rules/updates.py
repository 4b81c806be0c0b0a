"""Update expressions.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
"""

from typing import Self

from tests.dynamodb_rules.paths import Expression


class Update(Expression):
    """An update, its clauses in any order."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.written = list[tuple[str, str]]()
        """Paths that are changed, each with its clause."""
        self.added = list[tuple[str, str]]()
        """Values of ADD and DELETE, each with its clause."""

    def update(self) -> Self:
        """Read an update: each clause once, in any order, of one or more actions."""
        clauses = {"SET": self._set, "REMOVE": self._remove, "ADD": self._add, "DELETE": self._delete}
        while (clause := self.tokens.next.upper()) in clauses:
            self.tokens.take()
            self._list(clauses.pop(clause))
        self.tokens.end()
        if not self.written:
            raise self.tokens.refusal("an action is expected")
        return self

    def _set(self) -> None:
        self.written.append(("SET", self._path()))
        self.tokens.expect("=")
        self._set_operand()
        if self.tokens.next in {"+", "-"}:
            self.constructs.append(self.tokens.take())
            self._set_operand()

    def _set_operand(self) -> None:
        if self.tokens.next not in {"if_not_exists", "list_append"}:
            self._value() if self.tokens.next.startswith(":") else self._path()
            return
        name = self.tokens.take()
        self.constructs.append(name)
        self.tokens.expect("(")
        self._path() if name == "if_not_exists" else self._set_operand()
        self.tokens.expect(",")
        self._set_operand()
        self.tokens.expect(")")

    def _remove(self) -> None:
        self.written.append(("REMOVE", self._path()))

    def _add(self) -> None:
        self.written.append(("ADD", self._path()))
        self.added.append(("ADD", self._value()))

    def _delete(self) -> None:
        self.written.append(("DELETE", self._path()))
        self.added.append(("DELETE", self._value()))
