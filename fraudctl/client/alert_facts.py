"""Facts of the alerts in a score's row, as recorded when they were published, and of what the row still owes.

Never what today's settings would do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fraudctl.client.row_facts import StoredRow, row_time
from handlers.decision.settlement import PENDING

NO_ALERT_RECORDED = "no alert is recorded"
"""The note on a score without one: none was due, or an early release wrote the row, which recorded no alerts."""


KINDS = ("review", "alert", "event")
"""Duties that a score may owe; `pending` names each with a timestamp."""


@dataclass(frozen=True, kw_only=True)
class AlertFact:
    """A fact of an alert, or of what is owed beside it; without a time of its own it is shown at the score's."""

    what: str
    detail: str
    at: datetime | None = None


def is_alert_recorded(score: StoredRow) -> bool:
    """Return whether the row records that an alert went out for the id."""
    return bool(score.get("alerted_at") or score.get("alerted_timestamps"))


def alert_facts(score: StoredRow) -> Iterator[AlertFact]:
    """Yield the facts that are recorded of an id's alerts, the published ones first."""
    if is_alert_recorded(score):
        detail = _cause(score) + _others(score)
        yield AlertFact(what="alert published", detail=detail, at=row_time(score, "alerted_at"))
    if owed := still_owed(score):
        detail = "Scoring ended before that was done; `fraudctl reconcile` has it done"
        yield AlertFact(what=f"{owed} still owed", detail=detail)


def still_owed(score: StoredRow) -> str | None:
    """Return what the row still owes, in words; None if it is settled."""
    pending = score.get(PENDING)
    if not pending:
        return None
    members = pending if isinstance(pending, frozenset | list) else ()
    kinds = {str(each).partition(":")[0] for each in members}
    return " and ".join(each for each in KINDS if each in kinds) or "something"


def _cause(score: StoredRow) -> str:
    """Return the part of the decision that was alerted: its score, or its outcome alone."""
    above, number, outcome = score.get("alerted_above"), score.get("fraud_score"), score.get("outcome")
    if above is None:
        return "its threshold was not recorded"
    if not isinstance(above, Decimal) or not isinstance(number, Decimal):
        return f"its threshold was {above}"
    if not _is_own(score):
        return f"by another decision on this id; the threshold was {above}"
    if number > above:
        return f"above the threshold of {above}"
    if outcome and outcome != "approve":
        return f"by its outcome, {outcome}: the score is not above the threshold of {above}"
    return f"by another decision on this id; the threshold was {above}"  # before somebody changed the transaction


def _is_own(score: StoredRow) -> bool:
    """Return whether the alert may be this decision's: not where its own is owed, or only another timestamp's is out.

    Another decision was on the transaction before somebody changed it, or on one that raced under the same id.
    """
    timestamp, pending, alerted = (score.get(name) for name in ("timestamp", PENDING, "alerted_timestamps"))
    owed = isinstance(pending, frozenset) and f"alert:{timestamp}" in pending
    return not owed and not (isinstance(alerted, frozenset) and timestamp not in alerted)


def _others(score: StoredRow) -> str:
    under = score.get("alerted_timestamps")
    if not isinstance(under, frozenset) or len(under) < 2:  # noqa: PLR2004 -- more than this one
        return ""
    return f"; the first of {len(under)}, as the id is stored under timestamps {', '.join(sorted(map(str, under)))}"
