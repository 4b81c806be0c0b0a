"""The numbers that an expression can come to: by what its names are bound to, and by what it is compared with."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from handlers.decision.condition.tree import Arithmetic, Call, Constant, Negative, Node, Read
from handlers.decision.condition.vocabulary import Vocabulary

Bounds = tuple[Decimal | None, Decimal | None]
"""The least and the most, both of which may be; None where there is none."""

UNBOUND: Bounds = (None, None)


@dataclass
class Range:
    """The numbers that are left."""

    least: Decimal | None = None
    most: Decimal | None = None
    open_below: bool = False
    open_above: bool = False
    excluded: set[Decimal] = field(default_factory=set)
    among: set[Decimal] | None = None

    def narrow(self, operator: str, bound: Decimal) -> None:
        """Leave what compares so with a number."""
        if operator in (">", ">=", "==") and (
            self.least is None or (bound, operator == ">") > (self.least, self.open_below)
        ):
            self.least, self.open_below = bound, operator == ">"
        if operator in ("<", "<=", "==") and (
            self.most is None or (-bound, operator == "<") > (-self.most, self.open_above)
        ):
            self.most, self.open_above = bound, operator == "<"
        if operator == "!=":
            self.excluded.add(bound)

    def keep(self, numbers: Iterable[Decimal]) -> None:
        """Leave what is among the numbers."""
        self.among = set(numbers) if self.among is None else self.among & set(numbers)

    @property
    def values(self) -> set[Decimal] | None:
        """Return the numbers that are left, or None where they are too many to name."""
        if self.among is not None:
            return {each for each in self.among if self._holds(each)}
        if self.least is None or self.most is None or self.least < self.most:
            return None
        return {self.least} if self._holds(self.least) else set()

    def _holds(self, number: Decimal) -> bool:
        above = self.least is None or number > self.least or (number == self.least and not self.open_below)
        below = self.most is None or number < self.most or (number == self.most and not self.open_above)
        return above and below and number not in self.excluded


def bounds(node: Node, vocabulary: Vocabulary) -> Bounds:  # noqa: PLR0911 -- one for each kind of node
    """Return between which numbers the expression's value surely is."""
    match node:
        case Constant(value=Decimal() as value):
            return value, value
        case Read(name=name) if known := vocabulary.get(name):
            least, most = (None if each is None else Decimal(each) for each in (known.least, known.most))
            return least, most
        case Negative(operand=operand):
            return _negative(bounds(operand, vocabulary))
        case Arithmetic(operator=operator, left=left, right=right):
            return _arithmetic(operator, bounds(left, vocabulary), bounds(right, vocabulary))
        case Call(function="min" | "max" as name, arguments=arguments):
            parts = [bounds(each, vocabulary) for each in arguments]
            if name == "max":
                return _negative(_least(map(_negative, parts)))
            return _least(parts)
        case Call(function="abs", arguments=(operand,)):
            least, most = bounds(operand, vocabulary)
            if least is not None and least >= 0:
                return least, most
            return Decimal(0), None if None in (least, most) else max(abs(least), abs(most))  # type: ignore[arg-type]
        case _:
            return UNBOUND


def _negative(of: Bounds) -> Bounds:
    least, most = (None if each is None else -each for each in of)
    return most, least


def _least(parts: Iterable[Bounds]) -> Bounds:
    """Return the bounds of the least of some numbers."""
    least, most = zip(*parts, strict=True)
    known = [each for each in most if each is not None]
    return None if None in least else min(least), min(known) if known else None


def _arithmetic(operator: str, left: Bounds, right: Bounds) -> Bounds:  # noqa: PLR0911 -- one for each operator
    not_negative = all(least is not None and least >= 0 for least, _ in (left, right))
    match operator:
        case "+":
            return _sum(left[0], right[0]), _sum(left[1], right[1])
        case "-":
            return _arithmetic("+", left, _negative(right))
        case "*" if (factor := _positive(right)) is not None:
            return _scaled(left, factor)
        case "*" if (factor := _positive(left)) is not None:
            return _scaled(right, factor)
        case "/" if (divisor := _positive(right)) is not None:
            return _scaled(left, 1 / divisor)
        case "*" | "/" | "%" if not_negative:
            return Decimal(0), right[1] if operator == "%" else None
    return UNBOUND


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


def _positive(of: Bounds) -> Decimal | None:
    """Return the one positive number that it can be, or None."""
    least, most = of
    return least if least is not None and least == most and least > 0 else None


def _scaled(of: Bounds, factor: Decimal) -> Bounds:
    least, most = (None if each is None else each * factor for each in of)
    return least, most
