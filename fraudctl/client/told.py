"""The decision that a client was told: its transaction's row holds it, also before Scoring has written the score."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import UNSET

from fraudctl.client.decision_facts import degraded_words
from fraudctl.client.row_facts import StoredRow
from fraudctl.client.scores import RowImage
from fraudctl.terminal.times import format_iso
from handlers.contract.errors import Malformed, UnfitDecision
from handlers.contract.row_image import from_image
from handlers.decision.basis import basis
from handlers.decision.record import content
from handlers.decision.stored_decision import decode


@dataclass(frozen=True, kw_only=True)
class ToldDecision:
    """A decision that was answered; `row` has what a score's row has of one."""

    row: StoredRow
    at: datetime
    messages: Mapping[str, str]
    """Texts that the shop may have shown its customer, by the code of the rule."""

    def as_json(self) -> dict[str, Any]:
        """Return what the client was told, for programs."""
        reasons = [
            {**each, **({"message": message} if (message := self.messages.get(each["reason"])) else {})}
            for each in self.row["reasons"]
        ]
        return {
            "at": self.at,
            "outcome": self.row["outcome"],
            "score": self.row["fraud_score"],
            "reasons": reasons,
            "tags": self.row.get("tags", []),
            "strategy": self.row["strategy"],
            "degraded": degraded_words(self.row),
        }


def told_decision(image: RowImage) -> ToldDecision | None:
    """Return the decision in a transaction's row; None without one, or where somebody changed the row since."""
    try:
        transaction = from_image(image)
        if transaction.decision is UNSET:
            return None
        stored = decode(transaction.decision, transaction)
    except (Malformed, UnfitDecision):
        return None
    row = {**content(stored), "decision": basis(stored, stored.basis.as_of)}
    at = datetime.fromtimestamp(stored.basis.as_of / 1000, UTC)
    return ToldDecision(
        row={**row, "strategy": msgspec.structs.asdict(stored.strategy)}, at=at, messages=stored.messages
    )


def told_notes(told: ToldDecision, score: StoredRow | None) -> Iterator[str]:
    """Yield what the client was told, what its customer may have read, and how the score differs, if it does."""
    outcome = told.row["outcome"]
    yield f"the client was told {outcome} at {format_iso(told.at)}"
    yield from (f'  for the customer, by {code}: "{message}"' for code, message in told.messages.items())
    if score is None:
        yield "not scored yet; what was decided:"
    elif score.get("outcome") != outcome:
        yield f"the score says {score.get('outcome')}: somebody changed the transaction, and it was decided anew"
