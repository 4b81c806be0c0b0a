"""A score for which something is still due: a review to be opened, an alert or an event to be published. Pure."""

from collections.abc import Mapping
from typing import Any

import msgspec

from handlers.decision.alert import Alert, alert_in, alert_of
from handlers.decision.basis import basis_in
from handlers.decision.decide import Decision
from handlers.decision.settlement import ALERT, EVENT, REVIEW, Duties, Duty
from handlers.decision.stored_decision import StoredDecision


class Unsettled(msgspec.Struct, frozen=True, kw_only=True):
    """A score for which these duties are due."""

    alert: Alert
    """All that is told of it, be an alert due or not."""
    made_at: int
    """The time of the decision, in epoch milliseconds."""
    due: Duties
    alerted_at: str | None = None
    """The time at which its id was alerted first, as its row says; None if it never was."""

    @property
    def needs_review(self) -> bool:
        """Return whether its review must be there: to open it is due, or to tell by when somebody will have decided.

        What was due for an earlier decision on it is for a review no more where this one is not to be reviewed.
        """
        return self.alert.is_reviewed and not self.due.isdisjoint((REVIEW, EVENT))

    @property
    def needs_event(self) -> bool:
        """Return whether programs must hear of it; what was due for an earlier decision may be approved by now."""
        return EVENT in self.due and {self.alert.told, self.alert.outcome} != {"approve"}


def duties_of(decision: Decision | StoredDecision) -> Duties:
    """Return all that is due for a decision: people and programs hear of what is not approved."""
    outcomes = {decision.told, decision.outcome}
    due: dict[Duty, bool] = {ALERT: decision.alert_due, REVIEW: REVIEW in outcomes, EVENT: outcomes != {"approve"}}
    return frozenset(duty for duty, is_due in due.items() if is_due)


def unsettled_of(
    decision: Decision | StoredDecision, due: Duties, now: int, row: Mapping[str, Any] | None = None
) -> Unsettled:
    """Return the score of a decision that was made, or came along, now; `row` is what its id has before that."""
    made_at = now if isinstance(decision, Decision) else decision.basis.as_of
    return Unsettled(alert=alert_of(decision), made_at=made_at, due=due, alerted_at=_alerted_at(row or {}))


def unsettled_in(row: Mapping[str, Any], due: Duties, now: int) -> Unsettled:
    """Return the score that a row holds; one that does not say when it was made is as of now."""
    return Unsettled(alert=alert_in(row), made_at=_made_at(row, now), due=due, alerted_at=_alerted_at(row))


def _made_at(row: Mapping[str, Any], now: int) -> int:
    try:
        return basis_in(row["decision"]).as_of
    except (KeyError, TypeError, msgspec.MsgspecError):
        return now


def _alerted_at(row: Mapping[str, Any]) -> str | None:
    at = row.get("alerted_at")
    return at if isinstance(at, str) else None
