"""A labelled transaction: a request as the API takes it, and a label that is never posted."""

from collections.abc import Mapping
from decimal import Decimal
from json.encoder import encode_basestring as _text
from typing import NamedTuple

LEGITIMATE = "legitimate"


class LabelledTransaction(NamedTuple):
    """A simulated transaction, and whether it is fraud."""

    transaction_id: str
    amount: Decimal
    merchant: str
    timestamp: int
    customer_id: str
    terminal_id: str | None
    currency: str | None
    metadata: Mapping[str, str] | None
    label: str
    label_received: int | None = None
    """Epoch milliseconds at which somebody reports the fraud; none: nobody does, or it is none."""

    @property
    def fraudulent(self) -> bool:
        """Return whether the label is one of fraud."""
        return self.label != LEGITIMATE

    def request(self) -> bytes:
        """Return the body to post: compact JSON in UTF-8, without the label."""
        return f"{{{self._members()}}}".encode()

    def line(self) -> bytes:
        """Return the request with its label, as one line of compact JSON in UTF-8, newline included."""
        received = "" if self.label_received is None else f',"label_received":{self.label_received}'
        return f'{{{self._members()},"label":{_text(self.label)}{received}}}\n'.encode()

    def _members(self) -> str:
        # Written by hand because json writes no Decimal, and a float is not exact.
        fields = (
            f'"transaction_id":{_text(self.transaction_id)},"amount":{self.amount:f},"merchant":{_text(self.merchant)},'
            f'"timestamp":{self.timestamp},"customer_id":{_text(self.customer_id)}'
        )
        if self.terminal_id is not None:
            fields += f',"terminal_id":{_text(self.terminal_id)}'
        if self.currency is not None:
            fields += f',"currency":{_text(self.currency)}'
        if self.metadata is None:
            return fields
        return (
            f'{fields},"metadata":{{{",".join(f"{_text(key)}:{_text(self.metadata[key])}" for key in self.metadata)}}}'
        )
