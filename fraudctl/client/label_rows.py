"""The labels of a transaction as a person reads them."""

from collections.abc import Iterator
from datetime import datetime

from fraudctl.client.row_facts import StoredRow, epoch_time
from fraudctl.stacks.target import Target
from fraudctl.terminal.text import AnyText, Text
from handlers.aws.attributes import from_attributes, to_attributes


def find_labels(target: Target, transaction_id: str) -> list[StoredRow]:
    """Return what was said of a transaction, the label that counts last; nothing of an id without labels.

    A label whose event is not out yet has `event_owed`.
    """
    found = target.client("dynamodb").get_item(
        TableName=target.exports["fraud_labels_table_name"],
        Key=to_attributes({"transaction_id": transaction_id}),
        ConsistentRead=True,
    )
    row: StoredRow = from_attributes(found["Item"]) if "Item" in found else {}
    history, owed = row.get("history"), [_told(each) for each in row.get("owed_labels") or ()]
    labels = [each for each in history if isinstance(each, dict)] if isinstance(history, list) else []
    return [{**each, "event_owed": True} if _told(each) in owed else each for each in labels]


def render_label_rows(labels: list[StoredRow]) -> Iterator[AnyText]:
    """Yield a line for each label; the last one counts."""
    for place, label in enumerate(labels, start=1):
        counts = "bold" if place == len(labels) else "dim"
        received = f"received {_moment(label.get('received'))}"
        yield Text.assemble((label_verdict(label), counts), f"  {received}, {label_detail(label)}")


def label_verdict(label: StoredRow) -> str:
    """Return what was said, and by whom."""
    return f"labelled {label.get('label')} by {label.get('source')}"


def label_detail(label: StoredRow) -> str:
    """Return since when it is known, whether its event is owed, and the note."""
    note = f": {label['note']}" if "note" in label else ""
    owed = ", its event is still owed" if label.get("event_owed") else ""
    return f"known since {_moment(label.get('at'))}{owed}{note}"


def _told(label: StoredRow) -> tuple[object, ...]:
    """Return what the event of a label tells of it."""
    return tuple(label.get(name) for name in ("label", "source", "at", "received"))


def _moment(value: object) -> str:
    at: datetime | None = epoch_time(value)
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else str(value)
