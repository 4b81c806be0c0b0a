"""The entity that an erasure is of, and how it is known in a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from fraudctl.lists.scope import ListScope
from fraudctl.rollout.running import running_strategies
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.stacks.target import Target
from handlers.contract.row_image import CLAIM, received_at
from handlers.contract.transaction import milliseconds
from handlers.decision.entity.entities import EntityKey, EntityReader, id_in_row
from handlers.decision.entity.places import MERCHANT, IdPlace

Row = Mapping[str, Mapping[str, Any]]
"""An item in DynamoDB's types."""


@dataclass(frozen=True)
class Whom:
    """An entity, and the place at which payments have the ids of its kind."""

    entity: EntityKey
    place: IdPlace
    places: Mapping[str, IdPlace]
    """Those of all kinds."""

    @classmethod
    def named(cls, target: Target, kind: str, written: str) -> Self:
        """Return the entity that a person means, by the strategies that a stack has at work.

        Raises:
            CommandError: no strategy has such a kind, it is no id, or the strategies cannot be read.
        """
        running = running_strategies(DeployedStrategies.of(target))
        scope = ListScope(strategies=running.strategies, broken=running.broken)
        return cls(scope.entity(kind, written), scope.places[kind], scope.places)

    @property
    def key(self) -> str:
        """Return kind, `#` and id, as keys of items have them."""
        return f"{self.entity.kind}#{self.entity.id}"

    @property
    def reader(self) -> EntityReader:
        """Return a reader of this kind alone."""
        return EntityReader({self.entity.kind: self.place})

    def is_in(self, row: Row) -> bool:
        """Return whether a row is of the entity, be it a transaction that can be scored or not."""
        return CLAIM not in row and id_in_row(self.place, row) == self.entity.id

    def filter(self) -> dict[str, Any]:
        """Return the options by which a scan returns the entity's rows, and others where DynamoDB cannot tell."""
        if self.place.field == MERCHANT:
            return {}
        path, values = ("#field", {":id": {"S": self.entity.id}})
        names = {"#field": self.place.field}
        if self.place.key is not None:
            path, names = "#field.#key", {**names, "#key": self.place.key}
        condition = f"{path} = :id"
        if self.place.key is not None and self.entity.id.removeprefix("-").isdecimal():
            condition, values = f"{condition} OR {path} = :number", {**values, ":number": {"N": self.entity.id}}
        return {
            "FilterExpression": condition,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
        }


def row_received(row: Row) -> int:
    """Return when a row was received, in epoch milliseconds; its event time where it does not say.

    A row that says neither was there before anybody asks.
    """
    if at := received_at(row):
        return milliseconds(at)
    try:
        return int(row["timestamp"]["N"])
    except (KeyError, ValueError):
        return 0
