"""The entities that a transaction belongs to, each known by its kind and its id."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from msgspec import UNSET

from handlers.contract.absent_fields import absent_fields
from handlers.contract.money import whole_number
from handlers.contract.transaction import Transaction
from handlers.decision.condition.texts import comparable
from handlers.decision.entity.places import MERCHANT, IdPlace

LONGEST_ID = 128
"""Characters of an entity's id, as of the request's `customer_id`."""


PROFILE = "profile#"
"""The beginning of the key of every profile."""

FACTS = "facts#"
"""The beginning of the key of all facts."""

HEARTBEAT = "heartbeat"
"""The key of the item beside them by which Scoring says that it is at work."""


class EntityKey(NamedTuple):
    """An entity: its kind, as strategies name it, and its id, a text of 1 to 128 printable characters."""

    kind: str
    id: str

    @property
    def profile(self) -> str:
        """Return the key of the item with its profile; a kind has no `#`, so no id makes it another's."""
        return f"{PROFILE}{self.kind}#{self.id}"

    @property
    def facts(self) -> str:
        """Return the key of the item with its facts."""
        return f"{FACTS}{self.kind}#{self.id}"


class EntityReader:
    """Reads of any transaction which entities it belongs to; made once for a strategy."""

    def __init__(self, places: Mapping[str, IdPlace]) -> None:
        """Prepare for the ids that stand at these places, by kind."""
        self._fields = [(kind, _of_field(place.field)) for kind, place in places.items() if place.key is None]
        self._keys = [(kind, place.key) for kind, place in places.items() if place.key is not None]

    def entities_of(self, transaction: Transaction) -> tuple[dict[str, EntityKey], list[str]]:
        """Return the entities by kind, and the kinds of which something stands there that is no id.

        An id is a text or a whole number; texts of the metadata are taken as they are, so that `C-1` and `c-1` are two.
        """
        found: dict[str, EntityKey] = {}
        unusable: list[str] = []
        for kind, source in self._fields:
            if (text := source(transaction)) is not None:
                _take(kind, text, found, unusable)
        if self._keys and transaction.metadata is not UNSET:
            for kind, key in self._keys:
                attribute = transaction.metadata.get(key)
                if attribute is not None and "NULL" not in attribute:
                    _take(kind, _id_of(attribute), found, unusable)
        return found, unusable


def absent_entities(places: Mapping[str, IdPlace], transaction: Transaction) -> dict[str, IdPlace]:
    """Return the kinds of entity that the transaction does not belong to, with the place at which no id stands."""
    present, _ = EntityReader(places).entities_of(transaction)
    return {kind: place for kind, place in places.items() if kind not in present}


def id_in_row(place: IdPlace, row: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Return the id at a place in a row, in DynamoDB's types, whatever else the row holds; None if none is there."""
    if place.key is None:
        text = row.get(place.field, {}).get("S")
        return comparable(text) if isinstance(text, str) and place.field == MERCHANT else text
    attribute = row.get(place.field, {}).get("M", {}).get(place.key)
    return _id_of(attribute) or None if attribute else None


def is_id(text: str) -> bool:
    """Return whether a text may be an entity's id."""
    return 0 < len(text) <= LONGEST_ID and text.isprintable()


def _take(kind: str, text: str, found: dict[str, EntityKey], unusable: list[str]) -> None:
    if is_id(text):
        found[kind] = EntityKey(kind, text)
    else:
        unusable.append(kind)


def _of_field(name: str) -> Callable[[Transaction], str | None]:
    if name == MERCHANT:
        return lambda transaction: None if MERCHANT in absent_fields(transaction) else comparable(transaction.merchant)

    def source(transaction: Transaction) -> str | None:
        value = getattr(transaction, name)
        return None if value is UNSET else value

    return source


def _id_of(attribute: Mapping[str, Any]) -> str:
    """Return the text that a scalar of the metadata is as an id, empty if it is none."""
    match attribute:
        case {"S": str() as text}:
            return text
        case {"N": str() as written}:
            number = _whole(written)
            return "" if number is None else str(number)
    return ""


def _whole(written: str) -> int | None:
    try:
        return whole_number(Decimal(written))
    except InvalidOperation:  # of a payload that did not come from a table
        return None
