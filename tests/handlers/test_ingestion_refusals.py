"""Invalid input is answered with the field and the rule, and no part of it is stored or logged."""

import json

import pytest

from tests.handlers.functions import FunctionLogs, captured_event
from tests.handlers.ingestion_on_aws import IngestionOnAws

SECRET, NUMBER = "k3epm3out", "98765432109876"
"""Values that no log line has by chance: no clock shows fourteen digits in a row."""

BAD = {
    "not JSON": (SECRET, "body"),
    "empty": ("", "body"),
    "an array": (f'["{SECRET}"]', "body"),
    "wrong type": (f'{{"transaction_id": {{"{SECRET}": 1}}}}', "transaction_id"),
    "unknown field": (f'{{"transaction_id": "tx-1", "{SECRET}": 1}}', SECRET),
    "missing id": (f'{{"merchant": "{SECRET}"}}', "transaction_id"),
    "id too long": (f'{{"transaction_id": "{SECRET * 30}"}}', "transaction_id"),
    "control character": (f'{{"transaction_id": "{SECRET}\\u0007"}}', "transaction_id"),
    "closing newline": (f'{{"transaction_id": "{SECRET}\\n"}}', "transaction_id"),
    "closing newline in the currency": ('{"transaction_id": "tx-1", "currency": "EUR\\n"}', "currency"),
    "negative": (f'{{"transaction_id": "tx-1", "amount": -{NUMBER}.4321}}', "amount"),
    "NaN": ('{"transaction_id": "tx-1", "amount": NaN}', "amount"),
    "infinite": ('{"transaction_id": "tx-1", "amount": -Infinity}', "amount"),
    "39 digits": (f'{{"transaction_id": "tx-1", "amount": {NUMBER * 2 + NUMBER[:11]}}}', "amount"),
    "number as string": (f'{{"transaction_id": "tx-1", "amount": "{SECRET}"}}', "amount"),
    "deep nesting": ('{"transaction_id": "tx-1", "metadata": ' + '{"a":' * 9_000 + "1" + "}" * 9_000 + "}", "body"),
    "nested metadata": (f'{{"transaction_id": "tx-1", "metadata": {{"a": ["{SECRET}"]}}}}', "metadata"),
    "duplicate field": (f'{{"transaction_id": "{SECRET}", "transaction_id": "b"}}', "transaction_id"),
    "duplicate metadata": (
        f'{{"transaction_id": "tx-1", "metadata": {{"{SECRET}": 1, "{SECRET}": 2}}}}',
        SECRET,
    ),
    "lone surrogate": (f'{{"transaction_id": "{SECRET}\\ud83d"}}', "transaction_id"),
    "raw lone surrogate": (f'{{"transaction_id": "{SECRET}\ud83d"}}', "body"),
    "before 1970": (f'{{"transaction_id": "tx-1", "timestamp": -{NUMBER}}}', "timestamp"),
    "microseconds": (f'{{"transaction_id": "tx-1", "timestamp": 1{NUMBER}0}}', "timestamp"),
}


@pytest.mark.parametrize(("body", "field"), BAD.values(), ids=BAD)
def test_bad_input_is_refused_by_field_and_leaves_no_trace(
    ingestion: IngestionOnAws, logs: FunctionLogs, body: str, field: str
) -> None:
    answer = ingestion.post(body)

    assert answer.status == 400
    assert set(answer.body) == {"error"}
    name, rule = answer.body["error"].split(": ", 1)
    assert name == field
    assert rule.startswith(("must ", "is "))
    assert not ingestion.rows
    assert not ingestion.queued_messages
    (line,) = map(json.loads, (text := logs.text()).splitlines())
    assert (line["message"], line["count"]) == ("refused", 1)
    assert line["reason"] in {rule, answer.body["error"]}
    assert SECRET not in text
    assert NUMBER not in text


def test_a_refusal_tells_the_client_the_rule_and_nothing_of_the_value(ingestion: IngestionOnAws) -> None:
    answer = ingestion.post(f'{{"transaction_id": "tx-1", "currency": "{SECRET}"}}')

    assert answer.body == {"error": "currency: must be three capital letters, an ISO 4217 code"}
    assert answer.headers == {"Content-Type": "application/json"}


@pytest.mark.parametrize("size", [65_537, 1024 * 1024])
def test_a_body_above_the_limit_is_answered_with_413(ingestion: IngestionOnAws, logs: FunctionLogs, size: int) -> None:
    answer = ingestion.post('{"transaction_id": "tx-1"}'.ljust(size))

    assert (answer.status, answer.body) == (413, {"error": "body: must be at most 65536 bytes"})
    assert not ingestion.rows
    assert logs.lines()[0]["message"] == "refused"


@pytest.mark.parametrize("body", [None, ""])
def test_a_request_without_a_body_is_refused(ingestion: IngestionOnAws, body: str | None) -> None:
    answer = ingestion.invoke({**captured_event("api_request"), "body": body})

    assert (answer.status, answer.body) == (400, {"error": "body: must be a JSON object in UTF-8"})
