"""A stored event in the service's form."""

from typing import Any

from handlers.contract.absent_fields import ABSENT
from handlers.contract.read_answers import StoredTransaction, TransactionAnswer
from handlers.fraud_detector.detector_part import LabelForm
from handlers.fraud_detector.payment import EVENT, UNKNOWN_ENTITY
from handlers.fraud_detector.times import written
from handlers.fraud_detector.values import text_of

LONGEST_VALUE = 256
"""Characters of a value in an answer, as the service's model has it."""

LONGEST_NAME = 64


def is_event(transaction: StoredTransaction, event_type: str | None = None) -> bool:
    """Return whether a transaction came as an event, of a type if one is named."""
    mark = (transaction.metadata or {}).get(EVENT)
    return isinstance(mark, str) and "/" in mark and event_type in (None, mark.partition("/")[0])


def named_entity(transaction: StoredTransaction) -> tuple[str, str, str]:
    """Return an event's type, its entity's type, and the entity's id."""
    event_type, _, entity_type = str((transaction.metadata or {}).get(EVENT, "")).partition("/")
    return event_type, entity_type, transaction.customer_id or UNKNOWN_ENTITY


def given_variables(transaction: StoredTransaction) -> dict[str, str]:
    """Return the variables that an event brought, as texts."""
    metadata = transaction.metadata or {}
    return {name: text_of(value) for name, value in metadata.items() if name not in (EVENT, ABSENT)}


def event_view(found: TransactionAnswer, labels: LabelForm) -> dict[str, Any]:
    """Return the answer to GetEvent; a value is cut where the service's would end."""
    transaction = found.transaction
    event_type, entity_type, entity_id = named_entity(transaction)
    said = found.labels[-1] if found.labels else None
    label = {"currentLabel": labels.label(said.label, said.note), "labelTimestamp": _time(said.at)} if said else {}
    return {
        "event": {
            "eventId": transaction.transaction_id,
            "eventTypeName": event_type,
            "eventTimestamp": written(transaction.timestamp),
            "eventVariables": {
                name[:LONGEST_NAME]: value[:LONGEST_VALUE]
                for name, value in given_variables(transaction).items()
                if name and value
            },
            **label,
            "entities": [{"entityType": entity_type, "entityId": entity_id}],
        }
    }


def _time(iso: str) -> str:
    return iso.replace("+00:00", "Z").replace(".000Z", "Z")
