"""All that is known of an entity, as a person reads it, and for a program."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from fraudctl.profiles.knowledge import Knowledge, as_time, features_without_payment
from fraudctl.terminal import report
from fraudctl.terminal.text import Text
from handlers.contract.transaction import milliseconds
from handlers.decision.entity.feature import MOST_COUNTERPARTS, Feature
from handlers.decision.profile.facts import Facts
from handlers.decision.profile.profile import MOST_AN_HOUR, Profile

BUSY = (
    f"too busy to be followed: more than {MOST_AN_HOUR:,} payments in this hour of the clock; "
    "count_1h is what it had at least, and until the hour is over nothing is added"
)


def render_knowledge(known: Knowledge) -> Group:
    """Return what is known in words and numbers."""
    kind, identity = known.entity
    parts: list[RenderableType] = [Text.assemble(f"{kind} ", (identity, "bold"), f"  as of {_time(known.as_of)}")]
    parts += map(Text, _profile(known))
    parts.append(render_features(known, features_without_payment(kind), title="Features"))
    parts += map(Text, _facts(known))
    return Group(*parts)


def render_features(known: Knowledge, features: Iterable[Feature], *, title: str) -> Table:
    """Return these features of what is known, with their meaning."""
    table = report.make_table("feature", "value", "meaning", title=title)
    table.columns[2].justify = "left"
    for feature in features:
        value = _value(feature, known.features[feature.name]) if feature.name in known.features else "-"
        table.add_row(Text(feature.name), Text(value), feature.meaning)
    return table


def knowledge_json(known: Knowledge) -> dict[str, Any]:
    """Return what is known, for a program; times are ISO 8601."""
    stored, profile, facts = known.stored, known.profile, known.facts
    return {
        "entity": {"kind": known.entity.kind, "id": known.entity.id},
        "as_of": known.as_of,
        "profile": {
            "version": stored.version,
            "expires_at": stored.expires,
            "unreadable": stored.unreadable,
            **(_profile_json(profile, busy=known.is_busy) if profile else {}),
        }
        if stored
        else None,
        "features": known.features,
        "facts": _facts_json(facts) if facts else None,
        "unreadable_facts": known.unreadable_facts,
    }


def _profile(known: Knowledge) -> Iterator[str]:
    if (stored := known.stored) is None:
        yield "no payment is known"
        return
    kept = f", kept until {_time(stored.expires)}" if stored.expires else ""
    if (profile := stored.profile) is None:
        yield f"{stored.unreadable} (version {stored.version}{kept})"
        return
    yield f"payments: {profile.count:,} in all, the first at {_at(profile.first)}, the last at {_at(profile.last)}"
    yield f"main currency: {profile.currency or 'none was given'}"
    yield f"profile: version {stored.version}{kept}"
    if profile.load:
        yield f"loaded from the file {profile.load.digest.hex()}, up to its payment {profile.load.line:,}"
    if known.is_busy:
        yield BUSY


def _value(feature: Feature, value: Any) -> str:
    match value:
        case frozenset():
            return ", ".join(sorted(value)) or "none"
        case Decimal() if feature.unit == "counterparts" and value == MOST_COUNTERPARTS:
            return f"{MOST_COUNTERPARTS} or more"
        case Decimal():
            return f"{value:,f}"
    return str(value)


def _facts(known: Knowledge) -> Iterator[str]:
    if known.unreadable_facts:
        yield known.unreadable_facts
    facts = known.facts or Facts()
    at = milliseconds(known.as_of)
    for name, listing in sorted(facts.lists.items()):
        until = f", until {_at(listing.until)}" if listing.until is not None else ""
        over = " (over)" if listing.until is not None and listing.until <= at else ""
        note = f": {listing.note}" if listing.note else ""
        yield f"on the list {name}{over}, by {listing.by} at {_at(listing.at)}{until}{note}"
    for label in facts.labels:
        said = "labelled fraud" if label.fraud else "declined by a review"
        yield f"a payment of {_at(label.time)} is {said}, known since {_at(label.received)}"
    earlier = sum(day.frauds for day in facts.days)
    if facts.days:
        yield f"{earlier:,} payments of days before that are labelled fraud"
    if not (facts.lists or facts.labels or facts.days or known.unreadable_facts):
        yield "no label and no list is known"


def _profile_json(profile: Profile, *, busy: bool) -> dict[str, Any]:
    load = profile.load
    return {
        "payments": profile.count,
        "first_at": as_time(profile.first),
        "last_at": as_time(profile.last),
        "currency": profile.currency or None,
        "busy": busy,
        "load": {"digest": load.digest.hex(), "line": load.line} if load else None,
    }


def _facts_json(facts: Facts) -> dict[str, Any]:
    return {
        "labels": [
            {"at": as_time(each.time), "received_at": as_time(each.received), "fraud": each.fraud}
            for each in facts.labels
        ],
        "earlier_frauds": sum(day.frauds for day in facts.days),
        "lists": {
            name: {
                "by": each.by,
                "at": as_time(each.at),
                "until": None if each.until is None else as_time(each.until),
                "note": each.note,
            }
            for name, each in facts.lists.items()
        },
    }


def _at(milliseconds_: int) -> str:
    return _time(found) if (found := as_time(milliseconds_)) else f"{milliseconds_} ms"


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
