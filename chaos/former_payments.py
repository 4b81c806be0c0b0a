"""Payments whose rows are gone on purpose, erased or expired: what clients were told of them binds nobody any more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class FormerPayment:
    """A payment that was stored, or may have been, until its row went."""

    fields: Mapping[str, Any]
    time: int
    received: int
    """Epoch milliseconds, about."""
    acknowledged: bool
    """True if its client was told that it is stored."""
    counted: bool
    """True if profiles must count it for ever; else they may, as far as they are not its customer's own."""
    own: str = ""
    """The key of the profile that must not know it."""

    @property
    def transaction_id(self) -> str:
        """Return its id."""
        return str(self.fields["transaction_id"])


Former = Mapping[str, Sequence[FormerPayment]]
"""By transaction id."""
