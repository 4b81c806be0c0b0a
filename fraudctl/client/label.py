"""A label in a file: what a payment turned out to be, and when that was said."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from handlers.contract.errors import Refused
from handlers.contract.money import whole_number
from handlers.contract.timestamp_hint import LATEST_TIMESTAMP

LABEL_FIELD, RECEIVED_FIELD = "label", "label_received"

LEGITIMATE = re.compile(r"|legitimate|false|[+-]?0+(?:\.0*)?")
"""Labels of payments that nobody holds for fraud, whatever the case; any other label is one of fraud."""


def label_of(value: Any) -> str:
    """Return a label as a text, empty if there is none.

    Raises:
        Refused: it is a list or an object.
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str():
            return value.strip()
        case int() | Decimal():
            return str(value)
    raise Refused(LABEL_FIELD, "must be a text, a number, true or false")


@lru_cache(maxsize=1024)
def is_fraud(label: str) -> bool:
    """Return whether a label is one of fraud."""
    return LEGITIMATE.fullmatch(label.casefold()) is None


def received_of(value: Any, timestamp: int) -> int | None:
    """Return when the label of a payment was received, in epoch milliseconds; None if nobody says.

    Raises:
        Refused: it is no time, or one before the payment's.
    """
    if value is None:
        return None
    found = whole_number(value)
    if found is None or not timestamp <= found <= LATEST_TIMESTAMP:
        raise Refused(RECEIVED_FIELD, "must be an integer, epoch milliseconds, not before the payment's timestamp")
    return found
