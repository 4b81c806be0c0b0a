"""A strategy as Queries tells it: the part of its detector, and its rules as the service would name them."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from handlers.fraud_detector.detector_part import DetectorPart, RuleForm, part_of
from handlers.fraud_detector.insight_scale import InsightScale


class ToldRule(msgspec.Struct, frozen=True):
    """A rule of the document."""

    code: str
    when: str
    tags: tuple[str, ...] = ()


class ToldDocument(msgspec.Struct, frozen=True):
    """The document, as far as answers are made of it."""

    evaluate: str
    rules: tuple[ToldRule, ...]
    fraud_detector: dict[str, Any] = {}


class ToldStrategy(msgspec.Struct, frozen=True, dict=True):
    """A strategy and its digest."""

    digest: str
    document: ToldDocument

    @cached_property
    def part(self) -> DetectorPart | None:
        """Return the part of its detector; None for a strategy that is of none."""
        return part_of(self.document.fraud_detector)

    @cached_property
    def tags(self) -> Mapping[str, tuple[str, ...]]:
        """Return the tags of each rule, by its code."""
        return {each.code: each.tags for each in self.document.rules}

    @cached_property
    def scale(self) -> InsightScale | None:
        """Return the scale of the service's scores; None of a strategy that answers none."""
        return InsightScale.of(self.part.scores) if self.part and self.part.scores else None

    def named(self, code: str) -> "NamedRule":
        """Return a rule as the service names it: one that was imported by its own id, another by its code."""
        form: RuleForm | None = self.part.rules.get(code) if self.part else None
        if form:
            return NamedRule(form.id, form.version, form.outcomes, form.expression)
        return NamedRule(code, "1", self.tags.get(code, ()), None)


class NamedRule(NamedTuple):
    """A rule's id, its version, its outcomes, and its text in the service's language, if that is known."""

    id: str
    version: str
    outcomes: tuple[str, ...]
    expression: str | None
