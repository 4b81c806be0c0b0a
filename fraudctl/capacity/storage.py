"""Storage: the bytes that a load keeps in the tables."""

from fraudctl.capacity.load import ExpectedLoad

SECONDS_PER_MONTH = 730 * 3600
"""The month of AWS's own calculator."""

TRANSACTION_BYTES, SCORE_BYTES, PROFILE_BYTES = 300, 600, 900
"""Of items, about; as a rule each takes one write unit. `make bench` has those of profiles and scores."""

DECISION_BYTES, CLAIM_BYTES = 360, 60
"""Of the decision in a transaction's row, about, and of a claim on its id. `make bench` has the former."""

CLAIMS_KEPT = 3 * 24 * 3600
"""Seconds; a day, and until DynamoDB has removed what expired, which takes up to two."""

ITEM_OVERHEAD = 100
"""Bytes that an item is stored with beside its own: DynamoDB's developer guide, "DynamoDB item sizes and formats"."""

SCORES_KEPT = 30 * 24 * 3600
"""Seconds; the default of scoreRetentionDays."""


def stored_bytes(load: ExpectedLoad) -> float:
    """Return the bytes of a month's transactions, of the scores and claims that are kept, and of the profiles."""
    rows = (
        (load.rate * SECONDS_PER_MONTH, TRANSACTION_BYTES + DECISION_BYTES * load.decided),
        (load.rate * CLAIMS_KEPT * load.decided, CLAIM_BYTES),
        (load.rate * SCORES_KEPT, SCORE_BYTES),
        (load.known_entities, PROFILE_BYTES),
    )
    return sum(count * (size + ITEM_OVERHEAD) for count, size in rows)
