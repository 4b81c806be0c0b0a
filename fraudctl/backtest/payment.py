"""A payment of the past, and what is known by now of how it went."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from fraudctl.client.label import LABEL_FIELD, RECEIVED_FIELD, is_fraud, label_of, received_of
from fraudctl.profiles.history_line import DECLINED_FIELD, OWN_FIELDS
from fraudctl.strategy.request import image_of
from handlers.contract.errors import Refused
from handlers.contract.row_image import from_image
from handlers.contract.transaction import Transaction
from handlers.contract.validation import convert, violation

_DECLINED = {"true": True, "1": True, "false": False, "0": False, "none": False, "": False}


class PastPayment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A transaction with its label as a file has it; times are in epoch milliseconds."""

    transaction: Transaction
    label: str = ""
    """Empty if there is none."""
    label_received: int | None = None
    """The time of the label's receipt; None where the file does not say."""
    declined: bool = False
    """True if it was declined when it was made."""

    @property
    def fraudulent(self) -> bool:
        """Return whether the label is one of fraud."""
        return is_fraud(self.label)

    @property
    def unknown(self) -> bool:
        """Return whether nobody knows what it would have been: it was declined, and nobody labelled it."""
        return self.declined and not self.label


NumberedPayment = tuple[int | str, PastPayment | Refused]
"""The number of a line, or the id of a row in a table, and the payment there or why it holds none."""


def payment_of(fields: Mapping[str, Any]) -> PastPayment:
    """Return the payment that the fields of a line are.

    Raises:
        Refused: the API would refuse the transaction, or something else is wrong; names the field.
    """
    request = convert({name: value for name, value in fields.items() if name not in OWN_FIELDS})
    if refused := violation(request):
        raise refused
    if request.timestamp is UNSET:
        raise Refused("timestamp", "is required: a payment of the past says when it was made")
    timestamp = int(request.timestamp)
    return PastPayment(
        transaction=from_image(image_of(request, timestamp)),
        label=label_of(fields.get(LABEL_FIELD)),
        label_received=received_of(fields.get(RECEIVED_FIELD), timestamp),
        declined=_declined(fields.get(DECLINED_FIELD)),
    )


def _declined(value: Any) -> bool:
    """Return whether a field says that a payment was declined; a table's cell says it in a text."""
    declined = _DECLINED.get(str(value).casefold())
    if declined is None:
        raise Refused(DECLINED_FIELD, "must be true or false")
    return declined
