"""A decision made again by the strategy that made it, its shadow too, and by another strategy. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fraudctl.client.decision_facts import stored_basis, stored_reasons
from fraudctl.client.row_facts import StoredRow
from fraudctl.client.scores import RowImage
from fraudctl.errors import CommandError
from fraudctl.strategy.stored import Deciders, decide_again, decide_otherwise
from handlers.decision.basis import Basis
from handlers.decision.decide import ENGINE, Decision
from handlers.decision.record import reasons_of
from handlers.decision.score_row import SHADOW
from handlers.decision.strategy.strategy import Strategy

Result = Mapping[str, Any]
"""The parts of a decision that must come out the same, by name."""


@dataclass(frozen=True, kw_only=True)
class Remade:
    """A result that is stored, and what the same strategy comes to now."""

    stored: Result
    again: Result

    @property
    def differing(self) -> list[str]:
        """Return the names of the parts that differ; none as a rule."""
        return [name for name, value in self.stored.items() if value != self.again[name]]

    def facts(self) -> dict[str, Any]:
        """Return it for a program."""
        return {"same": not self.differing, "differing": self.differing, "stored": self.stored, "again": self.again}


@dataclass(frozen=True, kw_only=True)
class Replay:
    """A decision made again."""

    basis: Basis
    decision: Remade
    shadow: Remade | None
    """None where it had no shadow, or one whose strategy is nowhere."""
    other: Result | None
    """By another strategy."""
    unread: list[str]
    """Features that the other strategy reads, and the decision did not: they count as absent."""

    @property
    def same(self) -> bool:
        """Return whether all came to the same."""
        return not (self.decision.differing or (self.shadow and self.shadow.differing))

    @property
    def of_other_engine(self) -> bool:
        """Return whether another way to decide made it, which may come to another result."""
        return self.basis.engine != ENGINE


def replay(
    image: RowImage,
    decided: StoredRow,
    strategy: Strategy,
    *,
    shadow: Strategy | None = None,
    other: Strategy | None = None,
    deciders: Deciders | None = None,
) -> Replay:
    """Return a decision made again.

    Args:
        image: The transaction's row.
        decided: The row of its score, or what has the same parts.
        strategy: The strategy that decided.
        shadow: The shadow of that time, if there was one.
        other: A strategy of which it is asked what it would have decided.
        deciders: Those that were made for earlier replays.

    Raises:
        CommandError: somebody changed the row into one that is no transaction, or that says nothing of its basis.
    """
    basis = stored_basis(decided)
    if basis == Basis(0, 0):
        raise CommandError(
            "its row does not say what it was decided on: an early release wrote it, or somebody by hand"
        )
    reasons = [dict(each) for each in stored_reasons(decided)]
    again = made_result(decide_again(image, decided, strategy, deciders))
    if not any("values" in each for each in reasons):  # left out of a row that was too large
        again = {**again, "reasons": [{**each, "values": {}} for each in again["reasons"]]}
    return Replay(
        basis=basis,
        decision=Remade(stored=stored_result(decided, reasons), again=again),
        shadow=_shadow(image, decided, shadow, deciders) if shadow else None,
        other=made_result(decide_otherwise(image, decided, other, deciders)) if other else None,
        unread=_unread(basis, other) if other else [],
    )


def stored_result(decided: StoredRow, reasons: list[dict[str, Any]]) -> Result:
    """Return the result that a row holds."""
    return {
        "outcome": decided.get("outcome"),
        "score": decided.get("fraud_score"),
        "reasons": [{"values": {}, **each} for each in reasons],
        "tags": _listed(decided.get("tags", ())),
        "undecided": _listed(decided.get("undecided", ())),
        "answer": decided.get("override") or decided.get("outcome"),
    }


def _listed(written: Any) -> Any:
    """Return a list of a row; what somebody made of it by hand as it is, which differs from every list."""
    return list(written) if isinstance(written, (list, tuple, set, frozenset)) else written


def made_result(decision: Decision) -> Result:
    """Return the result of a decision that was made now."""
    return {
        "outcome": decision.outcome,
        "score": decision.score,
        "reasons": [{"values": {}, **each} for each in reasons_of(decision)],
        "tags": decision.tags,
        "undecided": list(decision.undecided),
        "answer": decision.told,
    }


def _shadow(image: RowImage, decided: StoredRow, shadow: Strategy, deciders: Deciders | None) -> Remade:
    stored, made = decided[SHADOW], decide_otherwise(image, decided, shadow, deciders)
    again = {"outcome": made.outcome, "score": made.score, "reasons": [rule.code for rule in made.fired]}
    return Remade(stored={name: stored.get(name) for name in again}, again=again)


def _unread(basis: Basis, strategy: Strategy) -> list[str]:
    return [
        f"{kind}.{each.name}"
        for kind, features in strategy.features.items()
        for each in features
        if each.number not in basis.features.get(kind, {}) and each.number not in basis.absent.get(kind, ())
    ]
