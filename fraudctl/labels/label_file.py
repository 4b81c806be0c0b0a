"""A file of labels, whose times may be ISO 8601 or epoch milliseconds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fraudctl.client.reading.records import NumberedRecord, read_records
from fraudctl.terminal.times import epoch_milliseconds
from handlers.contract.errors import Refused
from handlers.contract.label import LABEL_RULES

REQUIRED = ("transaction_id", "label", "source", "at")

NumberedLabel = NumberedRecord


def read_labels(file: Path) -> Iterator[NumberedLabel]:
    """Yield the labels of a file, compressed with gzip or not; a file that is cut off ends with the reason.

    Raises:
        CommandError: it holds neither JSON nor CSV with the columns of labels.
    """
    for number, fields in read_records(file, columns=LABEL_RULES, required=REQUIRED, noun="label"):
        yield number, fields if isinstance(fields, Refused) else with_time(fields)


def with_time(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a label's fields with `at` in epoch milliseconds, where it is these in digits, or a time of ISO 8601."""
    at = fields.get("at")
    found = epoch_milliseconds(at) if isinstance(at, str) else None
    return fields if found is None else {**fields, "at": found}
