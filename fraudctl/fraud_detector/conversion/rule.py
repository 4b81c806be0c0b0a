"""A rule converted: its condition, and whether it means exactly what it meant."""

from typing import Literal

import msgspec

from fraudctl.fraud_detector.conversion.absence import with_defaults
from fraudctl.fraud_detector.conversion.names import Names
from fraudctl.fraud_detector.conversion.nulls import asked_for_null, null_is_default, without_nulls
from fraudctl.fraud_detector.conversion.refusal import NotConvertible
from fraudctl.fraud_detector.conversion.translation import Translation
from fraudctl.fraud_detector.conversion.written import written
from fraudctl.fraud_detector.detector import Rule
from fraudctl.fraud_detector.language.faults import ExpressionError, place
from fraudctl.fraud_detector.language.parser import parse
from handlers.decision.condition.checking import check
from handlers.decision.condition.faults import ConditionError
from handlers.decision.condition.parsing import DEEPEST
from handlers.decision.condition.tree import Constant, Junction, Node, Read, children, walk
from handlers.decision.condition.vocabulary import Vocabulary

Status = Literal["exact", "assumed", "refused"]
STATUSES: tuple[Status, ...] = ("exact", "assumed", "refused")


class Converted(msgspec.Struct, frozen=True, kw_only=True):
    """A rule with its condition, None if it has none."""

    rule: Rule
    condition: str | None
    reasons: tuple[str, ...] = ()
    """The assumptions by which it means what it meant, or why it is refused."""
    after: tuple[str, ...] = ()
    """Refused rules that would have ended the evaluation before it where they matched."""

    @property
    def status(self) -> Status:
        """Return whether the condition says exactly what the rule said."""
        if self.condition is None:
            return "refused"
        return "assumed" if self.reasons or self.after else "exact"

    @property
    def said(self) -> tuple[str, ...]:
        """Return the reasons, its place after refused rules among them."""
        first, more = self.after[:1], len(self.after) - 1
        others = f" and {more} more" if more > 0 else ""
        return (*self.reasons, *(f"it comes after {each}{others}, which is refused" for each in first))


def convert(rule: Rule, names: Names, vocabulary: Vocabulary) -> Converted:
    """Return the rule with its condition, or with the reason why it has none.

    Args:
        rule: As the service had it.
        names: The detector's.
        vocabulary: Of the strategy that the rule becomes a part of.
    """
    try:
        condition, reasons = _condition(rule.expression, names, vocabulary)
    except ExpressionError as error:
        return _refused(rule, error.message, error.at)
    except NotConvertible as error:
        return _refused(rule, error.reason, error.at)
    except RecursionError:  # of values within values: conditions have no such depth either
        return _refused(rule, "it is nested too deep", None)
    return Converted(rule=rule, condition=condition, reasons=reasons)


def _refused(rule: Rule, reason: str, at: int | None) -> Converted:
    said = reason if at is None else f"{place(rule.expression, at)}: {reason}"
    return Converted(rule=rule, condition=None, reasons=(said,))


def _condition(expression: str, names: Names, vocabulary: Vocabulary) -> tuple[str, tuple[str, ...]]:
    translation, defaults = Translation(names), names.defaults()
    asked = translation.question(parse(expression))
    for name in asked_for_null(asked):
        if not null_is_default(asked, name, defaults):
            translation.assume(
                f"no event says null for ${name.partition('.')[2]}, which the service's clients cannot send: "
                "null and absent are the same here"
            )
    asked = without_nulls(asked)
    for name in dict.fromkeys(each.name for each in walk(asked) if isinstance(each, Read)):
        if name.startswith("metadata.") and name not in defaults.values:
            translation.assume(
                f"${name.partition('.')[2]} has no default that can be read: without it, no rule matches"
            )
    if _levels(asked) > DEEPEST:
        raise NotConvertible(f"it is nested more than {DEEPEST} levels deep, as no condition may be")
    tree = with_defaults(asked, defaults)
    if isinstance(tree, Constant):
        raise NotConvertible(f"it is always {str(tree.value).lower()}, whatever an event says")
    text = written(tree)
    try:
        checked = check(text, vocabulary)
    except ConditionError as error:
        raise NotConvertible(f"its condition is none: {error.faults[0].message}") from None
    if checked != tree:
        raise NotConvertible("its condition is read otherwise than it is meant: please report this rule as a fault")
    return text, tuple(translation.assumptions)


def _levels(node: Node) -> int:
    """Return how deep a tree is in junctions alone, found without recursion."""
    levels, level = 0, [node]
    while level := [each for below in level for each in children(below) if isinstance(below, Junction)]:
        levels += 1
    return levels
