"""Alerts that have an entity in common with a payment, among those in memory. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fraudctl.console.alerts.case import Case
from handlers.decision.condition.texts import comparable
from handlers.decision.entity.entities import EntityKey
from handlers.decision.entity.places import MERCHANT, IdPlace

MOST = 20


@dataclass(frozen=True, kw_only=True)
class Related:
    """A case, and the kinds of entity that it shares."""

    case: Case
    shares: Sequence[str]


def related(
    cases: Sequence[Case], transaction_id: str, keys: Sequence[EntityKey], places: Mapping[str, IdPlace]
) -> list[Related]:
    """Return the cases, the newest first, that share an entity; of the merchant alone come last.

    An entity in the metadata is known of those alerts that were shown already: the list of alerts does not tell it.
    """
    found = list[Related]()
    for case in cases:
        if case.transaction_id == transaction_id:
            continue
        if shares := [key.kind for key in keys if _id_at(places[key.kind], case) == key.id]:
            found.append(Related(case=case, shares=shares))
    found.sort(key=lambda each: all(places[kind].field == MERCHANT for kind in each.shares))
    return found[:MOST]


def _id_at(place: IdPlace, case: Case) -> str | None:
    """Return the id that stands at a place of a case's payment, as far as that is known."""
    if place.key is not None:
        return case.detail.metadata.get(place.key) if case.detail else None
    if place.field == MERCHANT:
        return comparable(case.merchant)
    found: str | None = getattr(case, place.field)
    return found
