"""An entity as it is read: its features as of now, what people said of it, its last payments. Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec import UNSET

from handlers.contract.iso_time import iso_time
from handlers.contract.transaction import Transaction
from handlers.decision.entity.catalogue import OF_ENTITY
from handlers.decision.entity.entities import EntityKey
from handlers.decision.entity.feature import DAY
from handlers.decision.profile import flags
from handlers.decision.profile.facts import Facts
from handlers.decision.profile.measures import OF_ITEMS, Measures
from handlers.decision.profile.money import SCALE
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.ring import ID
from handlers.decision.strategy.needs import Needs

OF_A_PAYMENT = frozenset({"amount_to_mean_30d", "new_terminal", "new_merchant"})
"""Features that compare a payment with what is known: without one there are none."""

NOBODYS = ""
"""The id of the payment that features are made for; none has it."""

FLAGS = (
    ("declined", flags.DECLINED),
    ("small", flags.SMALL),
    ("high", flags.HIGH),
    ("past", flags.PAST),
)


class KnownEntity(NamedTuple):
    """An entity, and what is known of it."""

    key: EntityKey
    profile: Profile | None
    facts: Facts | None
    unreadable: Mapping[str, str]
    """Items that could not be read, with the reason."""


def entity_view(known: KnownEntity, rates: Mapping[str, Any], now: int) -> dict[str, Any]:
    """Return the answer, at a time in epoch milliseconds; rates are those of the active strategy."""
    key, profile, facts = known.key, known.profile, known.facts or Facts()
    return {
        "kind": key.kind,
        "id": key.id,
        "as_of": iso_time(now),
        **({"currency": profile.currency} if profile and profile.currency else {}),
        **({"busy": True} if profile and profile.is_busy(now) else {}),
        "features": features_at(known, rates, now),
        "facts": {"labels": _labels_view(facts), "lists": list(_lists(facts, now))},
        "events": list(_events(profile, facts)) if profile else [],
        **({"unreadable": sorted(each.partition("#")[0] for each in known.unreadable)} if known.unreadable else {}),
    }


def features_at(known: KnownEntity, rates: Mapping[str, Any], now: int) -> dict[str, Any]:
    """Return all features by name that an entity has without a payment, as rules would read them at a time."""
    kind, profile = known.key.kind, known.profile
    had = [each for each in OF_ENTITY if each.origins & OF_ITEMS and each.name not in OF_A_PAYMENT]
    measures = Measures(Needs({}, {kind: tuple(had)}, rates))
    payment = Transaction(
        transaction_id=NOBODYS,
        timestamp=now,
        amount=Decimal(0),
        merchant="",
        currency=profile.currency if profile and profile.currency else UNSET,
    )
    made = measures.all_of({kind: measures.subject(profile, known.facts, payment, now)})
    return {name.partition(".")[2]: _written(value) for name, value in made.items()}


def _labels_view(facts: Facts) -> dict[str, Any]:
    """Return the sums of what payments turned out to be; those of before the last ones are known by the day."""
    frauds = [each for each in facts.labels if each.fraud]
    times = [each.time for each in frauds] + [each.day * DAY for each in facts.days if each.frauds]
    received = [each.received for each in facts.labels] + [each.received for each in facts.days]
    return {
        "fraud": len(frauds) + sum(each.frauds for each in facts.days),
        "declined_by_review": len(facts.labels) - len(frauds),
        **({"last_fraud": iso_time(max(times))} if times else {}),
        **({"last_received": iso_time(max(received))} if received else {}),
    }


def _lists(facts: Facts, now: int) -> Iterator[dict[str, Any]]:
    """Yield the lists that the entity is on; one that it was on until before now is none of them."""
    for name, listing in sorted(facts.lists.items()):
        if listing.until is None or listing.until > now:
            yield {
                "list": name,
                "by": listing.by,
                "at": iso_time(listing.at),
                **({"until": iso_time(listing.until)} if listing.until is not None else {}),
                **({"note": listing.note} if listing.note else {}),
            }


def _events(profile: Profile, facts: Facts) -> Iterator[dict[str, Any]]:
    """Yield the last payments, the newest first; their ids are not known any more, only hashes of them."""
    ring = profile.ring
    said = {each.identity[:ID]: each for each in facts.labels}
    listed = zip(ring.times(), ring.amounts, ring.flags, strict=True)
    placed = sorted(enumerate(listed), key=lambda each: (each[1][0], each[0]), reverse=True)
    for place, (after, amount, seen) in placed:
        label = said.get(ring.ids[place * ID : (place + 1) * ID])
        is_summed = not seen & (flags.UNSUMMED | flags.PAST)
        yield {
            "time": iso_time(ring.since + after),
            **({"amount": Decimal(amount * profile.unit) / SCALE} if is_summed else {}),
            **{name: True for name, flag in FLAGS if seen & flag},
            **({"label": "fraud"} if label and label.fraud else {}),
            **({"declined_by_review": True} if label and not label.fraud else {}),
        }


def _written(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
