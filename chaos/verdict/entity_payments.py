"""The payments of each customer, terminal, card and device of a kind's traffic, as they were accepted or loaded."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any

from chaos.former_payments import FormerPayment
from chaos.ledger import Ledger, RequestFields
from chaos.verdict.allowances import Allowances
from chaos.verdict.evidence import Evidence
from chaos.verdict.expected import expected_outcome, stored_fields
from chaos.verdict.final_state import FinalState, FoundItem
from chaos.verdict.reckoning import COUNTERPARTS, AcceptedPayment

FIELDS = {"customer": "customer_id", "terminal": "terminal_id"}
KEYS_OF_METADATA = {"card": "card_token", "device": "device_id"}
"""By kind of entity, where its id stands; the campaign's strategy names the second ones."""
LONGEST_ID = 128
WITHOUT = {"customer": {"customer"}, "terminal": {"terminal", "merchant"}}
"""By kind of entity, the counterparts that it does not have."""


@dataclass(kw_only=True)
class EntityPayments:
    """The payments of one entity."""

    every: list[AcceptedPayment] = field(default_factory=list)
    """Of an id that is stored as several items, because requests raced, one."""
    raced: list[AcceptedPayment] = field(default_factory=list)
    """All items of such ids: which of them is counted, the race decided; and payments whose rows are gone."""


def payments_of(ledger: Ledger, kind: str, found: FinalState, allowances: Allowances) -> Mapping[str, EntityPayments]:
    """Return the payments that a kind's traffic has stored, by the key of the profile of each entity."""
    entities: dict[str, EntityPayments] = {}
    for fields in ledger.loaded.get(kind, ()):
        time = int(fields["timestamp"])
        payment = replace(_payment(fields, time, received=time), declined=False, loaded=True)
        for key, of_entity in _of_entities(fields, payment):
            entities.setdefault(key, EntityPayments()).every.append(of_entity)
    former = ledger.former_of(kind)
    _add_former(entities, chain.from_iterable(former.values()))
    for transaction_id, attempts in ledger.attempts_of(kind).items():
        evidence = Evidence.of(transaction_id, attempts, ledger, found, allowances)
        several = len(evidence.items) > 1 or transaction_id in former
        seen = _knowing(former.get(transaction_id, ()))
        for key, payment in chain.from_iterable(payments_of_item(item, evidence) for item in evidence.items):
            its = entities.setdefault(key, EntityPayments())
            if key not in seen:
                its.every.append(payment)
            if several:
                its.raced.append(payment)
            seen.add(key)
    return entities


def _add_former(entities: dict[str, EntityPayments], former: Iterable[FormerPayment]) -> None:
    for each in former:
        for key, payment in payments_of_former(each):
            its = entities.setdefault(key, EntityPayments())
            if each.acknowledged:
                its.every.append(payment)
            if not each.counted:
                its.raced.append(payment)


def _knowing(former: Iterable[FormerPayment]) -> set[str]:
    """Return the keys of the profiles that know an id already, and count it once however often it comes."""
    return {key for each in former if each.acknowledged for key, _ in payments_of_former(each)}


def payments_of_item(item: FoundItem, evidence: Evidence) -> Iterator[tuple[str, AcceptedPayment]]:
    """Yield what a stored item counts for, by the request of which it is; nothing if nobody sent it."""
    if sources := evidence.sources(item):
        fields, received = sources[0].fields, round(datetime.fromisoformat(item["created_at"]).timestamp() * 1000)
        time = int(item["timestamp"])
        payment = _payment(fields, time, received=received)
        declined = expected_outcome(fields, evidence.decided(time)) == "decline"
        yield from _of_entities(fields, replace(payment, declined=declined))


def payments_of_former(former: FormerPayment) -> Iterator[tuple[str, AcceptedPayment]]:
    """Yield what a payment counts for whose row is gone: not for its customer, if that one was erased."""
    of_entities = _of_entities(former.fields, _payment(former.fields, former.time, received=former.received))
    yield from ((key, payment) for key, payment in of_entities if key != former.own)


def card_of(fields: RequestFields) -> str | None:
    """Return the card of a payment, if it names one."""
    return _id_of(fields.get("metadata", {}).get(KEYS_OF_METADATA["card"]))


def _payment(sent: RequestFields, time: int, *, received: int) -> AcceptedPayment:
    fields = stored_fields(sent)
    return AcceptedPayment(
        transaction_id=fields["transaction_id"],
        time=time,
        received=received,
        amount=fields["amount"],
        currency=fields.get("currency", ""),
        declined=expected_outcome(fields) == "decline",
        customer=fields.get("customer_id", ""),
        terminal=fields.get("terminal_id", ""),
        merchant=fields["merchant"],
    )


def _of_entities(fields: RequestFields, payment: AcceptedPayment) -> Iterator[tuple[str, AcceptedPayment]]:
    """Yield the payment for each entity that it belongs to, with the counterparts that such an entity has."""
    metadata = fields.get("metadata", {})
    ids = {kind: fields.get(name) for kind, name in FIELDS.items()}
    ids |= {kind: _id_of(metadata.get(name)) for kind, name in KEYS_OF_METADATA.items()}
    for kind, identity in ids.items():
        if identity is not None:
            without: dict[str, Any] = {name: "" for name in COUNTERPARTS if name in WITHOUT.get(kind, ())}
            yield f"profile#{kind}#{identity}", replace(payment, **without)


def _id_of(value: Any) -> str | None:
    """Return the id that a value of the metadata is: a text of at most 128 characters or a whole number."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value)
    return text if 0 < len(text) <= LONGEST_ID else None
