"""Conditions, filters and key conditions.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
"""

from typing import Self

from tests.dynamodb_rules.paths import Expression

COMPARATORS = ("=", "<>", "<", "<=", ">", ">=")
CONDITIONS = {
    "attribute_exists": 1,
    "attribute_not_exists": 1,
    "attribute_type": 2,
    "begins_with": 2,
    "contains": 2,
}
"""Functions that are conditions, by their number of operands; AWS: "These function names are case-sensitive."."""

LARGEST_IN = 100
OF_KEYS = {"AND", "=", "<", "<=", ">", ">=", "BETWEEN", "begins_with"}


class Condition(Expression):
    """A condition, read by recursive descent: OR of ANDs of NOTs."""

    def condition(self) -> Self:
        """Read a condition or filter expression."""
        self._either()
        self.tokens.end()
        return self

    def key_condition(self) -> Self:
        """Read a key condition: an equality, perhaps AND a comparison, BETWEEN or begins_with."""
        self.condition()
        if not set(self.constructs) <= OF_KEYS or self.constructs.count("AND") > 1 or "=" not in self.constructs:
            raise self.tokens.refusal(f"no key condition has {self.constructs}")
        return self

    def _either(self) -> None:
        self._all()
        while self.tokens.took("OR"):
            self.constructs.append("OR")
            self._all()

    def _all(self) -> None:
        self._not()
        while self.tokens.took("AND"):
            self.constructs.append("AND")
            self._not()

    def _not(self) -> None:
        if self.tokens.took("NOT"):
            self.constructs.append("NOT")
            self._not()
        elif self.tokens.took("("):
            self._either()
            self.tokens.expect(")")
        elif self.tokens.next in CONDITIONS:
            self._function(CONDITIONS[self.tokens.next])
        else:
            self._comparison()

    def _function(self, operands: int) -> None:
        name = self.tokens.take()
        self.constructs.append(name)
        self.tokens.expect("(")
        given = [self._path()]
        while self.tokens.took(","):
            given.append(self._operand())
        self.tokens.expect(")")
        if len(given) != operands or len(set(given)) != operands:
            raise self.tokens.refusal(f"{name} takes {operands} distinct operands")
        if name == "attribute_type" and not given[1].startswith(":"):
            raise self.tokens.refusal("a type is given as a value")

    def _comparison(self) -> None:
        first = self._operand()
        if self.tokens.took("BETWEEN"):
            self.constructs.append("BETWEEN")
            others = [self._operand()]
            self.tokens.expect("AND")
            others.append(self._operand())
        elif self.tokens.took("IN"):
            self.constructs.append("IN")
            self.tokens.expect("(")
            others = list[str]()
            self._list(lambda: others.append(self._operand()))
            self.tokens.expect(")")
        elif self.tokens.next in COMPARATORS:
            self.constructs.append(self.tokens.take())
            others = [self._operand()]
        else:
            raise self.tokens.refusal("a comparison is expected")
        if first in others or len(others) > LARGEST_IN:
            raise self.tokens.refusal(f"operands are distinct, and at most {LARGEST_IN}")

    def _operand(self) -> str:
        if self.tokens.next == "size":
            self.constructs.append(self.tokens.take())
            self.tokens.expect("(")
            path = self._path()
            self.tokens.expect(")")
            return f"size({path})"
        return self._value() if self.tokens.next.startswith(":") else self._path()
