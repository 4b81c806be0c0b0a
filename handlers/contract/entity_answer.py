"""The answer of the API to what is known of an entity."""

from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from handlers.contract.answers import IsoTime


class EntityLabels(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The labels of an entity's payments, in sums."""

    fraud: int
    declined_by_review: int
    last_fraud: IsoTime | None = None
    last_received: IsoTime | None = None


class EntityList(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A list that the entity is on, and who put it there."""

    list: str
    by: str
    at: IsoTime
    until: IsoTime | None = None
    note: str | None = None


class EntityFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Labels and lists: what people said of the entity."""

    labels: EntityLabels
    lists: list[EntityList]


class EntityEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of the entity's last payments, as its profile holds it."""

    time: IsoTime
    amount: Annotated[Decimal, Meta(description="in the entity's currency")] | None = None
    declined: bool = False
    small: bool = False
    high: bool = False
    past: bool = False
    label: Literal["fraud"] | None = None
    declined_by_review: bool = False


class EntityAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that is known of a customer, a terminal, a card or another entity now."""

    kind: str
    id: str
    as_of: IsoTime
    features: Annotated[dict[str, Any], Meta(description="by name; null where it is not known")]
    facts: EntityFacts
    events: Annotated[list[EntityEvent], Meta(description="the newest first")]
    currency: str | None = None
    busy: Annotated[bool, Meta(description="too many payments within the hour: they are not followed")] = False
    unreadable: Annotated[list[str], Meta(description="what is there and could not be understood")] | None = None
