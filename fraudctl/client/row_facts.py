"""Stored rows as people and programs read them: times, amounts, whole rows as JSON."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

StoredRow = Mapping[str, Any]


def row_time(row: StoredRow | None, name: str) -> datetime | None:
    """Return the time in a row's attribute, in UTC unless it says otherwise; None where none can be read."""
    try:
        at = datetime.fromisoformat(row[name]) if row else None
    except (KeyError, TypeError, ValueError):
        return None
    return at.replace(tzinfo=UTC) if at and not at.tzinfo else at


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
