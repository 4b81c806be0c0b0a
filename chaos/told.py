"""A decision as its client is told it, and as a row or a message holds it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

COUNTED, ATTEMPTS = "attempts_counted", "card.attempts_10m"
"""The rule of the campaign's strategy that says how many attempts there were, and the feature that it reads."""
REVIEW = "review"
"""The word of an answer for which the review could not be read; no decision is stored with it."""
LISTED: Mapping[str, str] = {"blocked": "customer_blocked", "trusted": "customer_trusted"}
"""The rules of the campaign's strategy that say on which list the customer was found, by list."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A decision, and what could not be read for it."""

    outcome: str
    score: Decimal
    reasons: Sequence[Mapping[str, Any]] = ()
    tags: Sequence[str] = ()
    strategy: Mapping[str, Any] | None = None
    degraded: Sequence[str] = ()
    override: str | None = None
    """The answer in place of the outcome, which a row tells and an answer does not."""
    as_of: int | None = None
    """The time of a stored decision, in epoch milliseconds."""
    arm: Mapping[str, str] | None = None
    """The arm of a stored decision: its experiment, its name and its unit."""

    final: str | None = None
    """The final outcome by a person or the end of the time, as a repeat is told."""
    final_unread: bool = False
    """True if a repeat says that this could not be read."""

    @property
    def answered(self) -> str:
        """Return the outcome that clients are told."""
        return self.override or self.outcome

    @property
    def listed(self) -> frozenset[str]:
        """Return the lists on which the customer was found."""
        return frozenset(name for name, code in LISTED.items() if code in self.weights)

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
        degraded=tuple(each for each in content.get("degraded", ()) if each != REVIEW),
        final=content.get("final_outcome"),
        final_unread=REVIEW in content.get("degraded", ()),
    )


def scored_by(row: Mapping[str, Any]) -> Told:
    """Return what a score or an alert says of the version that made it, and of the lists that this one looked at."""
    listed = [each for each in row.get("reasons", ()) if each["reason"] in LISTED.values()]
    return Told(
        outcome=row.get("outcome", ""),
        score=row.get("fraud_score", Decimal(-1)),
        reasons=tuple(listed),
        strategy=row.get("strategy"),
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
        override=row.get("override"),
        as_of=basis.get("as_of"),
        arm=basis.get("arm"),
    )
