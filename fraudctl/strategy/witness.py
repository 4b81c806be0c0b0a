"""A transaction on which a condition fires, made up of what the condition says: it refutes much at little cost.

Where none is found nothing is said; one that is found was tried.
"""

from collections.abc import Sequence
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from itertools import islice
from typing import Any

from fraudctl.strategy.facts import TURNED, Case, depends_on
from handlers.decision.condition.compiling import Condition, Values
from handlers.decision.condition.tree import Compare, Constant, Read
from handlers.decision.condition.vocabulary import Kind, Name, Vocabulary
from handlers.decision.decide import EXACT

MOST_TRIED = 4
"""Cases of a condition that a transaction is made up for."""

OTHER_TEXT = "XXX"
"""A text that hardly any condition names: in ISO 4217 no currency."""


def fires(condition: Condition, values: Values) -> bool:
    """Return whether a rule of the condition fires on these values."""
    with localcontext(EXACT):
        try:
            return bool(condition(values))
        except (KeyError, DivisionByZero, InvalidOperation, Overflow):
            return False


def witness(condition: Condition, cases: Sequence[Case], vocabulary: Vocabulary) -> Values | None:
    """Return the values of a transaction on which the condition fires, or None if none was found."""
    made_up = (_made_up(case, vocabulary) for case in islice(cases, MOST_TRIED))
    return next((values for values in made_up if fires(condition, values)), None)


def _made_up(case: Case, vocabulary: Vocabulary) -> Values:
    """Return values of which, as far as this is simple, all that the case says is true."""
    named = {each for fact in case for each in depends_on(fact.node) if isinstance(each, Read)}
    always = {Read(name, known.kind, optional=False) for name, known in vocabulary.items() if not known.optional}
    values: dict[str, Any] = {}
    for read in named | always:
        known = vocabulary.get(read.name, Name(kind=read.kind))
        values[read.slot] = values[read.name] = _value(read, case, known)
    return values


def _value(read: Read, case: Case, known: Name) -> Any:
    if read.kind is Kind.BOOLEAN:
        return next((fact.holds for fact in case if fact.node == read), False)
    least, most = (None if each is None else Decimal(each) for each in (known.least, known.most))
    for fact in case:
        match fact.node:
            case Compare(operands=(left, Constant(value=value)), operators=(operator,)) if left == read:
                pass
            case Compare(operands=(Constant(value=value), right), operators=(turned,)) if right == read:
                operator = TURNED.get(turned, "")  # type: ignore[assignment]  # of `in` none
            case _:
                continue
        if operator == "==":
            return value
        if operator == "in" and isinstance(value, tuple):
            return value[0]
        if isinstance(value, Decimal):
            least = value if operator in (">", ">=") and (least is None or value > least) else least
            most = value if operator in ("<", "<=") and (most is None or value < most) else most
    if read.kind is Kind.NUMBER:
        return _between(least, most, whole=known.whole)
    return OTHER_TEXT if read.kind is Kind.TEXT else frozenset()


def _between(least: Decimal | None, most: Decimal | None, *, whole: bool) -> Decimal:
    if least is not None and most is not None:
        return (least + most) // 2 if whole else (least + most) / 2
    return least + 1 if least is not None else most - 1 if most is not None else Decimal(1)
