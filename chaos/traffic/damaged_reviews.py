"""Rows of the reviews table that hold no review, as somebody leaves them who writes to it by hand."""

from collections.abc import Mapping
from typing import Any

from chaos.ledger import Ledger
from chaos.review_book import DamagedReview
from fraudctl.stacks.target import Target
from handlers.aws.attributes import from_attributes, to_attributes
from handlers.contract.shard import shard_of

COUNT, AT_ONCE = 600, 25
"""More than one run of the schedule works on; and how many DynamoDB takes at once."""

DUE = 1
"""Epoch milliseconds: before all others."""

DAMAGES: tuple[Mapping[str, Any], ...] = (
    {},
    {"status": "lost"},
    {"status": "open", "version": "first"},
    {"status": "claimed", "version": 2, "opened_at": -1},
    {"status": "approved", "version": 3, "final_outcome": "perhaps", "owed": frozenset({"event"})},
)


def plant_damaged_reviews(target: Target, ledger: Ledger, label: str) -> None:
    """Put rows into the index of what is due, and record them in the ledger."""
    client, table = target.client("dynamodb"), target.exports["fraud_reviews_table_name"]
    rows = []
    for number in range(COUNT):
        name = f"{label}-damaged-{number:04}"
        keys = {"transaction_id": name, "review_shard": shard_of(name), "due": DUE}
        rows.append(to_attributes({**keys, **DAMAGES[number % len(DAMAGES)]}))
        ledger.reviews.damaged[name] = DamagedReview(kind=label, row=from_attributes(rows[-1]))
    for at in range(0, COUNT, AT_ONCE):
        client.batch_write_item(
            RequestItems={table: [{"PutRequest": {"Item": each}} for each in rows[at : at + AT_ONCE]]}
        )
