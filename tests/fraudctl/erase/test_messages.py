"""Of a queue's message it is known whether it holds something of a person from before, in each form that there is."""

import json
from decimal import Decimal
from typing import Any

import pytest

from fraudctl.erase.messages import Holds, MessageReader
from fraudctl.erase.whom import Whom
from handlers.contract.fallback import encode_fallback
from handlers.contract.stored_item import RequestContext
from handlers.contract.validation import convert
from handlers.decision.entity.entities import EntityKey
from handlers.decision.entity.places import ALWAYS, IdPlace

MOMENT = 1_795_350_600_000
CARD = IdPlace("metadata", "card")
PLACES = {**ALWAYS, "card": CARD}
OF_CUSTOMER = Whom(EntityKey("customer", "C-1"), ALWAYS["customer"], PLACES)
OF_CARD = Whom(EntityKey("card", "9"), CARD, PLACES)


def holds(
    body: Any, *, whom: Whom = OF_CUSTOMER, sent: int = MOMENT - 1, erased: frozenset[str] = frozenset()
) -> Holds:
    text = body if isinstance(body, str) else json.dumps(body)
    return MessageReader(whom=whom, moment=MOMENT, erased=erased).holds(text, sent)


def payload(*fields: dict[str, Any]) -> dict[str, Any]:
    made = {"transaction_id": "tx-1", "timestamp": MOMENT - 5000, "amount": "1", "merchant": "Bakery"}
    return {"transactions": [{**made, **each} for each in fields]}


MINE, OTHERS, AFTER = {"customer_id": "C-1"}, {"customer_id": "C-2"}, {"customer_id": "C-1", "received": MOMENT}


@pytest.mark.parametrize(
    ("transactions", "expected"),
    [
        ([MINE], Holds.ALL),
        ([MINE, OTHERS], Holds.SOME),
        ([MINE, AFTER], Holds.SOME),
        ([OTHERS, AFTER], Holds.NOTHING),
    ],
)
def test_a_payload_of_scorings_holds_all_some_or_nothing(transactions: list[dict[str, Any]], expected: Holds) -> None:
    assert holds(payload(*transactions), sent=MOMENT + 9) is expected
    assert holds({"requestContext": {}, "requestPayload": payload(*transactions)}, sent=MOMENT + 9) is expected


@pytest.mark.parametrize(("received", "expected"), [(MOMENT - 1, Holds.ALL), (MOMENT, Holds.NOTHING)])
@pytest.mark.parametrize("decision", [None, b"\x01"])
def test_a_fallback_message_is_as_old_as_its_receipt_whenever_it_was_sent(
    received: int, expected: Holds, decision: bytes | None
) -> None:
    request = convert({"transaction_id": "tx-1", "amount": Decimal(1), "merchant": "Bakery", "customer_id": "C-1"})
    letter = encode_fallback(request, RequestContext(milliseconds=received, trace_id=None), decision)

    assert holds(letter, sent=MOMENT + 9) is expected
    assert holds(letter.replace("C-1", "C-2")) is Holds.NOTHING


def test_a_record_that_processing_rejected_is_known_by_its_image() -> None:
    image = {"transaction_id": {"S": "tx-1"}, "customer_id": {"S": "C-1"}, "created_at": {"S": "2026-11-22T12:00:00Z"}}
    record = {"reason": "amount: is missing", "record": {"dynamodb": {"NewImage": image}}}

    assert holds(record, sent=MOMENT + 9) is Holds.ALL
    image["created_at"] = {"S": "2026-12-22T12:00:00Z"}
    assert holds(record, sent=MOMENT + 9) is Holds.NOTHING


def test_an_event_that_a_webhook_did_not_take_is_known_by_its_customer_or_its_transaction() -> None:
    def notification(data: dict[str, Any]) -> dict[str, Any]:
        return {"Type": "Notification", "Message": json.dumps({"id": "x", "type": "decision.made", "data": data})}

    assert holds(notification({"transaction_id": "tx-1", "customer_id": "C-1"})) is Holds.ALL
    assert holds(notification({"transaction_id": "tx-1", "customer_id": "C-1"}), sent=MOMENT) is Holds.NOTHING
    assert holds(notification({"transaction_id": "tx-1"})) is Holds.NOTHING
    assert holds(notification({"transaction_id": "tx-1"}), erased=frozenset({"tx-1"})) is Holds.ALL


@pytest.mark.parametrize("card", [{"S": "9"}, {"N": "9"}, {"N": "9.0"}])
def test_an_id_of_the_metadata_is_found_as_text_or_as_a_number(card: dict[str, str]) -> None:
    assert holds(payload({"metadata": {"card": card}}), whom=OF_CARD) is Holds.ALL
    assert holds({"record": {"metadata": {"M": {"card": card}}}}, whom=OF_CARD) is Holds.ALL


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('not JSON, but "C-1"', Holds.ALL),
        ('not JSON, but "C-12"', Holds.NOTHING),
        ("[" * 100_000, Holds.NOTHING),
        ({"DDBStreamBatchInfo": {"shardId": "C-1"}}, Holds.NOTHING),
        ({"terminal_id": "C-1"}, Holds.NOTHING),
    ],
)
def test_what_is_none_of_these_is_of_the_person_only_where_it_says_so(body: Any, expected: Holds) -> None:
    assert holds(body) is expected
