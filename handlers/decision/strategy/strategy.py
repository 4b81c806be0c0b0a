"""A strategy as the functions decide by it: its document checked, its conditions compiled."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from handlers.decision.condition.compiling import Condition
from handlers.decision.condition.tree import Missing, Node, Read, usual_reads, walk
from handlers.decision.condition.vocabulary import MODEL_SCORE
from handlers.decision.entity.feature import Feature
from handlers.decision.entity.places import IdPlace
from handlers.decision.strategy.schema import FRAUD_DETECTOR

if TYPE_CHECKING:
    from handlers.decision.model.model import Model


class Thresholds(msgspec.Struct, frozen=True):
    """Scores above which the outcome is review, and decline."""

    review: Decimal
    decline: Decimal


class StrategyRule(msgspec.Struct, frozen=True):
    """A rule whose condition is compiled."""

    code: str
    when: str
    tree: Node
    condition: Condition
    weight: Decimal
    outcome: str | None
    tags: tuple[str, ...]
    message: str | None
    reads: tuple[Read, ...]
    """The reads of its condition, by name."""


class Strategy(msgspec.Struct, frozen=True):
    """A version of rules and thresholds, known by the digest of its document."""

    name: str
    digest: str
    thresholds: Thresholds
    rules: tuple[StrategyRule, ...]
    first_only: bool
    """True if the first rule that fires is the last that is evaluated."""
    seed_currencies: frozenset[str]
    timezone: str
    when_degraded: str
    """The mildest outcome of a decision for which something could not be read."""
    entities: Mapping[str, IdPlace]
    """The place of each entity's id, of those that are always there too."""
    features: Mapping[str, tuple[Feature, ...]]
    """The features that its model and its conditions read or ask about, by kind of entity, by number."""
    document: Mapping[str, Any]
    model: "Model | None" = None
    """Scores each payment, where a condition reads its score."""
    alerts_above: Decimal | None = None
    """The review threshold, where it is not the document's own."""

    @property
    def reads(self) -> frozenset[Read]:
        """Return all that its conditions and its model may read."""
        return frozenset((*self._model_reads, *(read for rule in self.rules for read in rule.reads)))

    @property
    def _model_reads(self) -> tuple[Read, ...]:
        return self.model.reads if self.model else ()

    @property
    def tells_model_score(self) -> bool:
        """Return whether each decision keeps the model's score: a detector that was imported answers it."""
        return self.model is not None and bool((self.document.get(FRAUD_DETECTOR) or {}).get("scores"))

    @property
    def asks(self) -> frozenset[str]:
        """Return all names that its conditions ask about by `missing`."""
        return frozenset(node.name for rule in self.rules for node in walk(rule.tree) if isinstance(node, Missing))

    @property
    def usual(self) -> frozenset[str]:
        """Return the names that most decisions read."""
        rules = self.rules[:1] if self.first_only else self.rules
        usual = frozenset(read.name for rule in rules for read in usual_reads(rule.tree))
        return usual.union(each.name for each in self._model_reads) if MODEL_SCORE in usual else usual

    def alerting_above(self, threshold: Decimal) -> "Strategy":
        """Return the same with other thresholds: review at this one, decline at the greater of it and its own."""
        thresholds = Thresholds(review=threshold, decline=max(threshold, self.thresholds.decline))
        own = Decimal(self.document["thresholds"]["review"])
        return msgspec.structs.replace(
            self, thresholds=thresholds, alerts_above=None if threshold == own else threshold
        )
