"""A stored decision as comparisons count it. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from fraudctl.client.decision_facts import stored_basis, stored_reasons
from fraudctl.client.row_facts import StoredRow
from handlers.decision.alert import ABOVE
from handlers.decision.basis import Basis
from handlers.decision.score_row import SHADOW
from handlers.decision.strategy.strategy import Strategy


@dataclass(frozen=True, kw_only=True)
class BesideDecision:
    """The decision of a shadow."""

    digest: str
    outcome: str
    score: Decimal
    rules: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ComparedDecision:
    """A decision that was made, and what is known of it since."""

    transaction_id: str
    amount: Decimal
    currency: str
    outcome: str
    told: str
    alerted: bool
    rules: tuple[str, ...]
    basis: Basis
    shadow: BesideDecision | None
    fraud: bool | None
    """The label that counts; None without one."""
    scored_at: datetime | None = None

    @classmethod
    def of(cls, row: StoredRow, *, fraud: bool | None = None) -> "ComparedDecision":
        """Return the decision in a score's row; what somebody changed by hand counts as absent."""
        outcome, amount = str(row.get("outcome", "approve")), row.get("amount")
        return cls(
            transaction_id=str(row.get("transaction_id", "")),
            amount=amount if isinstance(amount, Decimal) else Decimal(0),
            currency=str(row.get("currency", "")),
            outcome=outcome,
            told=str(row.get("override", outcome)),
            alerted=outcome != "approve" or ABOVE in row,
            rules=tuple(str(each.get("reason")) for each in stored_reasons(row)),
            basis=stored_basis(row),
            shadow=_beside(row.get(SHADOW)),
            fraud=fraud,
            scored_at=_time(row.get("scored_at")),
        )


def _beside(written: Any) -> BesideDecision | None:
    try:
        return msgspec.convert(
            {
                "digest": written["strategy"],
                "outcome": written["outcome"],
                "score": written["score"],
                "rules": written["reasons"],
            },
            BesideDecision,
        )
    except (KeyError, TypeError, msgspec.ValidationError):
        return None


def _time(written: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(written)
    except (TypeError, ValueError):
        return None


def without_data(strategy: Strategy, bases: Iterable[Basis]) -> Iterator[tuple[str, int]]:
    """Yield each feature that a strategy reads and no decision had, with the number of decisions that looked for it."""
    looked, known = dict[tuple[str, int], int](), set[tuple[str, int]]()
    for basis in bases:
        for kind, features in basis.features.items():
            known.update((kind, number) for number in features)
        for kind, numbers in basis.absent.items():
            for number in numbers:
                looked[kind, number] = looked.get((kind, number), 0) + 1
    for kind, read in strategy.features.items():
        for feature in read:
            if (kind, feature.number) not in known:
                yield f"{kind}.{feature.name}", looked.get((kind, feature.number), 0)
