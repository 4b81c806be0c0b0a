"""The event of a label. Pure."""

import msgspec

from handlers.contract.event import Event, event_id
from handlers.decision.labelled_row import OwedEvent
from handlers.decision.review_view import iso


def label_event(transaction_id: str, owed: OwedEvent, environment: str) -> Event:
    """Return the event of a label that a transaction's row owes; it has the same id however often it is published."""
    said = msgspec.structs.asdict(owed)
    del said["heard_by"]
    return Event(
        type="transaction.labelled",
        id=event_id("transaction.labelled", transaction_id, *said.values()),
        at=iso(owed.received),
        environment=environment,
        transaction_id=transaction_id,
        content={**said, "at": iso(owed.at), "received": iso(owed.received)},
    )
