"""What a score's row says of its alerts: whether, when and by which threshold; never what today's settings would do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fraudctl.recovery.unscored import OWED

Row = Mapping[str, Any]

UNRECORDED = "no alert is recorded"
"""What can be said of a score without one: none was due, or an early release wrote it, which recorded no alerts."""


@dataclass(frozen=True, kw_only=True)
class AlertFact:
    """Something that the row has recorded of an alert; without a time of its own it is told at the score's."""

    what: str
    detail: str
    at: datetime | None = None


def is_recorded(score: Row) -> bool:
    """Return whether the row records that an alert went out for the id."""
    return bool(score.get("alerted_at") or score.get("alerted_timestamps"))


def alert_facts(score: Row) -> Iterator[AlertFact]:
    """Yield what is recorded of an id's alerts, the published ones first; nothing where nothing is."""
    if is_recorded(score):
        yield AlertFact(what="alert published", detail=_by(score), at=when(score, "alerted_at"))
    if score.get(OWED):
        detail = "Scoring ended before it was out; `fraudctl reconcile` has it published"
        yield AlertFact(what="alert still owed", detail=detail)


def when(row: Row | None, name: str) -> datetime | None:
    """Return the time in a row's attribute, None where there is none that can be read; without an offset it is UTC."""
    try:
        at = datetime.fromisoformat(row[name]) if row else None
    except (KeyError, TypeError, ValueError):
        return None
    return at.replace(tzinfo=UTC) if at and not at.tzinfo else at


def _by(score: Row) -> str:
    above = score.get("alerted_above")
    by = "its threshold was not recorded" if above is None else f"above the threshold of {above}"
    under = score.get("alerted_timestamps")
    if isinstance(under, frozenset) and len(under) > 1:
        by += f"; the first of {len(under)}, as the id is stored under timestamps {', '.join(sorted(map(str, under)))}"
    return by
