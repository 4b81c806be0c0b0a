"""Alerts that have an entity in common with a payment, among those in memory. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from fraudctl.console.alerts.case import Case
from handlers.decision.condition.texts import comparable
from handlers.decision.entity.entities import EntityKey

MOST = 20


@dataclass(frozen=True, kw_only=True)
class Related:
    """A case, and the kinds of entity that it shares."""

    case: Case
    shares: Sequence[str]


def related(cases: Sequence[Case], transaction_id: str, keys: Sequence[EntityKey]) -> list[Related]:
    """Return the cases, the newest first, that share an entity; of the merchant alone come last.

    A card is known of those alerts that were shown already: the list of alerts does not tell it.
    """
    wanted = dict(keys)
    merchant, found = wanted.get("merchant"), list[Related]()
    for case in cases:
        if case.transaction_id == transaction_id:
            continue
        has = {
            "customer": case.customer_id,
            "terminal": case.terminal_id,
            "card": case.detail.card if case.detail else None,
        }
        shares = [kind for kind, identity in has.items() if identity is not None and wanted.get(kind) == identity]
        if merchant is not None and comparable(case.merchant) == merchant:
            shares.append("merchant")
        if shares:
            found.append(Related(case=case, shares=shares))
    found.sort(key=lambda each: list(each.shares) == ["merchant"])
    return found[:MOST]
