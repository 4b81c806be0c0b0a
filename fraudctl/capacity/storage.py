"""Storage: the bytes that a load keeps in the tables."""

from fraudctl.capacity.durations import ExpectedLoad

SECONDS_PER_MONTH = 730 * 3600
"""The month of AWS's own calculator."""

TRANSACTION_BYTES, SCORE_BYTES, PROFILE_BYTES = 300, 600, 900
"""Of items, about; as a rule each takes one write unit. `make bench` has those of profiles and scores."""

ITEM_OVERHEAD = 100
"""Bytes that an item is stored with beside its own: DynamoDB's developer guide, "DynamoDB item sizes and formats"."""

SCORES_KEPT = 30 * 24 * 3600
"""Seconds; the default of scoreRetentionDays."""


def stored_bytes(load: ExpectedLoad) -> float:
    """Return the bytes of the transactions of one month, of the scores that are kept, and of the profiles."""
    rows = (
        (load.rate * SECONDS_PER_MONTH, TRANSACTION_BYTES),
        (load.rate * SCORES_KEPT, SCORE_BYTES),
        (load.known_entities, PROFILE_BYTES),
    )
    return sum(count * (size + ITEM_OVERHEAD) for count, size in rows)
