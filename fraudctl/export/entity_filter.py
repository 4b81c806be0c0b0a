"""The payments of one entity: all of them, for whom it asks what is stored of it."""

from dataclasses import dataclass
from typing import Any

from fraudctl.backtest.payment import PastPayment
from fraudctl.export.joined import Rows, joined
from fraudctl.profiles.history_line import EXPORTED_FIELD
from handlers.contract.errors import Malformed, Refused
from handlers.contract.row_image import from_image
from handlers.contract.transaction import Transaction
from handlers.decision.entity.entities import EntityKey, EntityReader
from handlers.decision.entity.places import ALWAYS, IdPlace


@dataclass(frozen=True, kw_only=True)
class EntityFilter:
    """An entity, and the place of its id in a payment."""

    entity: EntityKey
    place: IdPlace

    @property
    def field(self) -> str | None:
        """Return the field of a row by which DynamoDB can tell the entity's apart; None if it cannot."""
        return self.place.field if self.place in ALWAYS.values() else None

    def takes(self, transaction: Transaction) -> bool:
        """Return whether a transaction is of the entity."""
        reader = EntityReader({self.entity.kind: self.place})
        return reader.entities_of(transaction)[0].get(self.entity.kind) == self.entity

    def line(self, found: Rows, problem: Refused) -> dict[str, Any] | None:
        """Return the line of the entity's row that no backtest takes; None of another's, or of what is no transaction.

        It is the second row of an id, or its labels are damaged: it is stored, and so it is told.
        """
        try:
            transaction = from_image(found.transaction)
        except Malformed:
            return None
        if not self.takes(transaction):
            return None
        line = joined(found, PastPayment(transaction=transaction))
        return {**line, EXPORTED_FIELD: {**line[EXPORTED_FIELD], "not_read_again": str(problem)}}
