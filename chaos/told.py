"""A decision as its client is told it, and as a row or a message holds it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

COUNTED, ATTEMPTS = "attempts_counted", "card.attempts_10m"
"""The rule of the campaign's strategy that says how many attempts there were, and the feature that it reads."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A decision, and what could not be read for it."""

    outcome: str
    score: Decimal
    reasons: Sequence[Mapping[str, Any]] = ()
    tags: Sequence[str] = ()
    strategy: Mapping[str, Any] | None = None
    degraded: Sequence[str] = ()

    @property
    def attempts(self) -> int | None:
        """Return how many attempts on the card were counted, this one included; None where they were not."""
        counted = next((each for each in self.reasons if each["reason"] == COUNTED), None)
        return int(counted["values"][ATTEMPTS]) if counted else None

    @property
    def weights(self) -> dict[str, Decimal]:
        """Return the rules that fired, each with its weight."""
        return {each["reason"]: each["weight"] for each in self.reasons}


def told_by(content: Mapping[str, Any]) -> Told | None:
    """Return what an answer of the API tells; None if it tells no decision."""
    if "outcome" not in content:
        return None
    return Told(
        outcome=content["outcome"],
        score=content["score"],
        reasons=tuple(content["reasons"]),
        tags=tuple(content["tags"]),
        strategy=content.get("strategy"),
        degraded=tuple(content.get("degraded", ())),
    )


def scored_as(row: Mapping[str, Any]) -> Told:
    """Return what a row of the scores table says."""
    basis = json.loads(row.get("decision", "{}"))
    return Told(
        outcome=row.get("outcome", ""),
        score=row.get("fraud_score", Decimal(-1)),
        reasons=tuple(row.get("reasons", ())),
        tags=tuple(row.get("tags", ())),
        strategy=row.get("strategy"),
        degraded=tuple(row.get("degraded", basis.get("degraded", ()))),
    )
