"""Times as rows say them."""

from datetime import datetime


def milliseconds_of(iso: str) -> float:
    """Return a time in ISO 8601 in epoch milliseconds."""
    return datetime.fromisoformat(iso).timestamp() * 1000
