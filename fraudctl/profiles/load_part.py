"""A part of a file: as many payments as a request holds, and as Scoring folds within seconds of its two minutes.

Of a part, Scoring reads and writes each entity once. So the larger the parts, the fewer calls a file takes; but where
nearly every payment is of somebody else, it is the entities that take the time.
"""

from msgspec import UNSET

from handlers.contract.fold_request import LARGEST_PAYLOAD, PastPayment, encoded_size

LARGEST_PART = 5000
"""Payments."""

MOST_NAMES = 3000
"""Different values that may be ids of entities: which are, the stack's strategy says."""


class Part:
    """Payments in the order of the file."""

    def __init__(self) -> None:
        self.payments: list[PastPayment] = []
        self._bytes = 0
        self._names: set[object] = set()

    def add(self, payment: PastPayment) -> bool:
        """Add a payment; return False, and leave it out, if it does not fit beside those that are there."""
        size, names = encoded_size(payment), _names(payment) - self._names
        fits = (
            len(self.payments) < LARGEST_PART
            and len(self._names) + len(names) <= MOST_NAMES
            and self._bytes + size <= LARGEST_PAYLOAD
        )
        if self.payments and not fits:
            return False
        self.payments.append(payment)
        self._bytes += size
        self._names |= names
        return True


def _names(payment: PastPayment) -> set[object]:
    """Return what may be an id in a payment, with the field that it stands in."""
    transaction = payment.transaction
    fields = {
        "customer": transaction.customer_id,
        "terminal": transaction.terminal_id,
        "merchant": transaction.merchant,
    }
    metadata = {} if transaction.metadata is UNSET else transaction.metadata
    return {(name, str(value)) for found in (fields, metadata) for name, value in found.items() if value is not UNSET}
