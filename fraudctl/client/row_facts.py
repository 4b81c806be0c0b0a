"""What a score's row says of its alerts: whether, when and by which threshold; never what today's settings would do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from fraudctl.recovery.unscored import OWED

StoredRow = Mapping[str, Any]

NO_ALERT_RECORDED = "no alert is recorded"
"""What can be said of a score without one: none was due, or an early release wrote it, which recorded no alerts."""


@dataclass(frozen=True, kw_only=True)
class AlertFact:
    """Something that the row has recorded of an alert; without a time of its own it is told at the score's."""

    what: str
    detail: str
    at: datetime | None = None


def is_alert_recorded(score: StoredRow) -> bool:
    """Return whether the row records that an alert went out for the id."""
    return bool(score.get("alerted_at") or score.get("alerted_timestamps"))


def alert_facts(score: StoredRow) -> Iterator[AlertFact]:
    """Yield what is recorded of an id's alerts, the published ones first; nothing where nothing is."""
    if is_alert_recorded(score):
        yield AlertFact(what="alert published", detail=_by(score), at=row_time(score, "alerted_at"))
    if score.get(OWED):
        detail = "Scoring ended before it was out; `fraudctl reconcile` has it published"
        yield AlertFact(what="alert still owed", detail=detail)


def row_time(row: StoredRow | None, name: str) -> datetime | None:
    """Return the time in a row's attribute, None where there is none that can be read; without an offset it is UTC."""
    try:
        at = datetime.fromisoformat(row[name]) if row else None
    except (KeyError, TypeError, ValueError):
        return None
    return at.replace(tzinfo=UTC) if at and not at.tzinfo else at


def _by(score: StoredRow) -> str:
    above = score.get("alerted_above")
    by = "its threshold was not recorded" if above is None else f"above the threshold of {above}"
    under = score.get("alerted_timestamps")
    if isinstance(under, frozenset) and len(under) > 1:
        by += f"; the first of {len(under)}, as the id is stored under timestamps {', '.join(sorted(map(str, under)))}"
    return by


def score_reasons(score: StoredRow) -> Iterator[tuple[str, str]]:
    """Yield the reasons in a score's row, each with its weight; what somebody else put there is left out."""
    listed = score.get("reasons")
    for each in listed if isinstance(listed, list) else []:
        if isinstance(each, dict):
            yield str(each.get("reason")), str(each.get("weight"))


def format_amount(row: StoredRow) -> str:
    """Return a row's amount as it is, with its currency where it has one."""
    amount, currency = row.get("amount"), row.get("currency")
    exact = f"{amount:,f}" if isinstance(amount, Decimal) else str(amount)
    return f"{exact} {currency}" if currency else exact


def row_as_json(row: StoredRow) -> dict[str, Any]:
    """Return a row as it is stored, its names sorted, beside epoch numbers the times that they are."""
    times = {"timestamp": ("occurred_at", 1000), "expiry": ("expires_at", 1)}
    told = {name: at for number, (name, a_second) in times.items() if (at := epoch_time(row.get(number), a_second))}
    return dict(sorted({**told, **row}.items()))


def epoch_time(number: object, a_second: int = 1000) -> datetime | None:
    """Return the time of an epoch number, None where it is none."""
    try:
        return datetime.fromtimestamp(float(number) / a_second, UTC) if isinstance(number, Decimal | int) else None
    except (OverflowError, ValueError, OSError):
        return None
