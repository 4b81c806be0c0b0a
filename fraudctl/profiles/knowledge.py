"""All that the profiles table knows of an entity, as of a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET

from fraudctl.client.row_facts import epoch_time
from fraudctl.errors import CommandError
from fraudctl.stacks.target import Target
from handlers.aws.attributes import from_attributes
from handlers.contract.transaction import Transaction, milliseconds
from handlers.decision.entity.catalogue import OF_ENTITY
from handlers.decision.entity.entities import EntityKey
from handlers.decision.entity.feature import Feature
from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.codec import UnreadableProfile, decode
from handlers.decision.profile.facts import Facts, UnreadableFacts
from handlers.decision.profile.measures import Measures
from handlers.decision.profile.profile import Profile
from handlers.decision.strategy.needs import needs_of
from handlers.decision.strategy.strategy import Strategy

OF_A_PAYMENT = frozenset({"amount_to_mean_30d", "new_terminal", "new_merchant", "attempts_10m"})
"""Features that compare a payment with what is known, or count it: without one there is nothing to compare."""


@dataclass(frozen=True, kw_only=True)
class StoredProfile:
    """A profile with its item's version and the time until which it is kept; none where it cannot be read."""

    profile: Profile | None
    version: int
    expires: datetime | None
    unreadable: str | None = None


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """An entity at a time; what there is nothing of is None."""

    entity: EntityKey
    as_of: datetime
    stored: StoredProfile | None
    facts: Facts | None
    unreadable_facts: str | None = None
    features: Mapping[str, Any] = field(default_factory=dict)
    """By name, those that are there."""

    @property
    def profile(self) -> Profile | None:
        """Return the profile, if there is one that can be read."""
        return self.stored.profile if self.stored else None

    @property
    def is_nothing(self) -> bool:
        """Return whether the table has no item of the entity."""
        return self.stored is None and self.facts is None and self.unreadable_facts is None

    @property
    def is_busy(self) -> bool:
        """Return whether the entity has too many payments in this hour to be followed."""
        return self.profile is not None and self.profile.is_busy(milliseconds(self.as_of))


def features_without_payment(kind: str) -> list[Feature]:
    """Return the features that an entity of a kind has without a payment to compare with."""
    return [each for each in OF_ENTITY if each.had_by(kind) and each.name not in OF_A_PAYMENT]


def find_knowledge(target: Target, entity: EntityKey, strategy: Strategy, as_of: datetime) -> Knowledge:
    """Return what is known of an entity; its features are those of a payment made at `as_of`."""
    stored = stored_profile(target, entity)
    item = read_item(target, entity.facts)
    facts, unreadable = None, None
    try:
        facts = facts_of.decode(from_attributes(item)) if item else None
    except UnreadableFacts as error:
        facts, unreadable = error.readable, str(error)
    found = Knowledge(entity=entity, as_of=as_of, stored=stored, facts=facts, unreadable_facts=unreadable)
    needs = msgspec.structs.replace(
        needs_of(strategy), features={entity.kind: tuple(features_without_payment(entity.kind))}
    )
    measures = Measures(needs)
    at = milliseconds(as_of)
    values = measures.of(entity.kind, found.profile, facts, _payment(found.profile, at), at)
    named = {name.removeprefix(f"{entity.kind}."): value for name, value in values.items()}
    return replace(found, features={} if found.is_nothing else named)


def stored_profile(target: Target, entity: EntityKey) -> StoredProfile | None:
    """Return an entity's profile as it is stored now; None if it has none."""
    if (item := read_item(target, entity.profile)) is None:
        return None
    row = from_attributes(item)
    written, version = row.get("profile"), row.get("version")
    profile, unreadable = None, None
    try:
        profile = decode(written if isinstance(written, bytes) else b"")
    except UnreadableProfile as error:
        unreadable = str(error)
    number = int(version) if isinstance(version, Decimal) else 0
    expires = epoch_time(row.get("expiry"), 1)
    return StoredProfile(profile=profile, version=number, expires=expires, unreadable=unreadable)


def read_item(target: Target, key: str) -> dict[str, Any] | None:
    """Return an item of the profiles table as DynamoDB has it.

    Raises:
        CommandError: no such key can be.
    """
    try:
        key.encode()
    except UnicodeEncodeError:
        raise CommandError("the id is not valid Unicode") from None
    found = target.client("dynamodb").get_item(
        TableName=target.exports["fraud_profiles_table_name"], Key={"entity": {"S": key}}, ConsistentRead=True
    )
    item: dict[str, Any] | None = found.get("Item")
    return item


def as_time(at: int) -> datetime | None:
    """Return the time of epoch milliseconds; None beyond the calendar."""
    found = epoch_time(at)
    return found.astimezone(UTC) if found else None


def _payment(profile: Profile | None, at: int) -> Transaction:
    """Return a payment that nobody makes: it is there to be compared, in the entity's own currency."""
    currency = profile.currency if profile and profile.currency else UNSET
    return Transaction(transaction_id="", timestamp=at, amount=Decimal(0), merchant="", currency=currency)
