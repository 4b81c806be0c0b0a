"""An event as a payment of ours: one definition for what the endpoint takes and for what histories hold."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from handlers.contract.absent_fields import ABSENT, MARKABLE, mark_of_absent
from handlers.fraud_detector.values import typed_value

EVENT_ID, ENTITY_ID = r"[0-9a-z_-]{1,64}", r"[0-9A-Za-z_.@+-]{1,256}"
UNKNOWN_ENTITY = "unknown"
"""The id of an entity that nobody knows."""

EVENT = "fraud_detector:event"
"""The key of the metadata that holds the types of an event and of its entity, as in `login/user`; no variable has its
name."""

_CURRENCY = re.compile(r"[A-Z]{3}")
_LONGEST_MERCHANT = 256


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An event; its time is in epoch milliseconds, and its variables are texts."""

    id: str
    time: int
    type: str
    entity_type: str
    entity_id: str
    variables: Mapping[str, str]


def payment_of(event: Event, types: Mapping[str, str], places: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a request for an event.

    A text that its variable's type cannot read counts as absent, as an empty one does.

    Args:
        event: As the service took it.
        types: Of the event type's variables, such as FLOAT; an event's other variables are left out.
        places: The variable that is the payment's amount, currency or merchant, of those that have one.
    """
    values = {
        name: value
        for name, text in event.variables.items()
        if text and name in types and (value := typed_value(text, types[name])) is not None
    }
    fields = _of_payment({name: values.get(places.get(name, "")) for name in ("amount", "currency", "merchant")})
    absent = [name for name in MARKABLE if name not in fields]
    return {
        "transaction_id": event.id,
        "timestamp": event.time,
        **({} if event.entity_id == UNKNOWN_ENTITY else {"customer_id": event.entity_id}),
        **fields,
        "metadata": {
            **values,
            EVENT: f"{event.type}/{event.entity_type}",
            **({ABSENT: mark_of_absent(absent)} if absent else {}),
        },
    }


def _of_payment(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the values that can be such a field of a payment."""
    amount, currency, merchant = values["amount"], values["currency"], values["merchant"]
    found: dict[str, Any] = {}
    if isinstance(amount, Decimal):
        found["amount"] = amount
    if isinstance(currency, str) and _CURRENCY.fullmatch(currency):
        found["currency"] = currency
    if isinstance(merchant, str) and len(merchant) <= _LONGEST_MERCHANT:
        found["merchant"] = merchant
    return found
