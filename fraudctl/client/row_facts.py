"""Facts in stored rows: alerts, times, amounts and reasons, as recorded; never what today's settings would do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from handlers.decision.settlement import PENDING

StoredRow = Mapping[str, Any]

NO_ALERT_RECORDED = "no alert is recorded"
"""The note on a score without one: none was due, or an early release wrote the row, which recorded no alerts."""


@dataclass(frozen=True, kw_only=True)
class AlertFact:
    """A fact that the row records of an alert; without a time of its own it is shown at the score's."""

    what: str
    detail: str
    at: datetime | None = None


def is_alert_recorded(score: StoredRow) -> bool:
    """Return whether the row records that an alert went out for the id."""
    return bool(score.get("alerted_at") or score.get("alerted_timestamps"))


def alert_facts(score: StoredRow) -> Iterator[AlertFact]:
    """Yield the facts that are recorded of an id's alerts, the published ones first."""
    if is_alert_recorded(score):
        yield AlertFact(what="alert published", detail=_threshold(score), at=row_time(score, "alerted_at"))
    if score.get(PENDING):
        detail = "Scoring ended before it was out; `fraudctl reconcile` has it published"
        yield AlertFact(what="alert still owed", detail=detail)


def row_time(row: StoredRow | None, name: str) -> datetime | None:
    """Return the time in a row's attribute, in UTC unless it says otherwise; None where none can be read."""
    try:
        at = datetime.fromisoformat(row[name]) if row else None
    except (KeyError, TypeError, ValueError):
        return None
    return at.replace(tzinfo=UTC) if at and not at.tzinfo else at


def score_reasons(score: StoredRow) -> Iterator[tuple[str, str]]:
    """Yield the reasons in a score's row, each with its weight; entries of another form are left out."""
    listed = score.get("reasons")
    for each in listed if isinstance(listed, list) else []:
        if isinstance(each, dict):
            yield str(each.get("reason")), str(each.get("weight"))


def format_amount(row: StoredRow) -> str:
    """Return a row's exact amount, with its currency where it has one."""
    amount, currency = row.get("amount"), row.get("currency")
    exact = f"{amount:,f}" if isinstance(amount, Decimal) else str(amount)
    return f"{exact} {currency}" if currency else exact


def row_as_json(row: StoredRow) -> dict[str, Any]:
    """Return a row as it is stored, its names sorted, with a readable time beside each epoch number."""
    times = {"timestamp": ("occurred_at", 1000), "expiry": ("expires_at", 1)}
    readable = {
        name: at for number, (name, per_second) in times.items() if (at := epoch_time(row.get(number), per_second))
    }
    return dict(sorted({**readable, **row}.items()))


def epoch_time(number: object, per_second: int = 1000) -> datetime | None:
    """Return the time of an epoch number with `per_second` units a second, None where it is none."""
    try:
        return datetime.fromtimestamp(float(number) / per_second, UTC) if isinstance(number, Decimal | int) else None
    except (OverflowError, ValueError, OSError):
        return None


def _threshold(score: StoredRow) -> str:
    above = score.get("alerted_above")
    detail = "its threshold was not recorded" if above is None else f"above the threshold of {above}"
    under = score.get("alerted_timestamps")
    if isinstance(under, frozenset) and len(under) > 1:
        detail += (
            f"; the first of {len(under)}, as the id is stored under timestamps {', '.join(sorted(map(str, under)))}"
        )
    return detail
