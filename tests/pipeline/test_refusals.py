"""Refusals of the deployed API: an answer that names what and why, and nothing stored."""

import pytest

from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.stack_calls import post_transaction, stored_transactions


@pytest.mark.parametrize(
    ("body", "content_type", "status", "named"),
    [
        (b"", "application/json", 400, "body"),
        (b"not json", "application/json", 400, "body"),
        (b'{"transaction_id":"bad","amount":-1}', "application/json", 400, "amount"),
        (b'{"transaction_id":"bad","amount":"1"}', "application/json", 400, "amount"),
        (b'{"transaction_id":"bad","amount":1,"amount":2}', "application/json", 400, "amount"),
        (b'{"transaction_id":"bad","colour":"red"}', "application/json", 400, "colour"),
        (b'{"transaction_id":"bad"}', "text/plain", 400, "Content-Type"),
        (b'{"transaction_id":"bad","metadata":{"a":"' + b"x" * 1_000_000 + b'"}}', "application/json", 413, "body"),
        (b"[" * 50_000, "application/json", 400, "body"),
    ],
)
def test_a_bad_request_is_refused_by_field_and_nothing_is_stored(
    pipeline: LocalStack, body: bytes, content_type: str, status: int, named: str
) -> None:
    answer = post_transaction(pipeline, body, content_type=content_type)

    assert answer.status == status
    assert named in answer.body["error"]
    assert stored_transactions(pipeline, "bad") == []


@pytest.mark.parametrize("key", ["card_number", "CVV", "Track-2 Data", "\uff30\uff29\uff2e"], ids=ascii)
def test_metadata_under_a_name_of_card_data_is_refused(pipeline: LocalStack, key: str) -> None:
    sent = {"transaction_id": "card data", "timestamp": 1_767_603_600_000, "metadata": {key: "4111111111111111"}}

    single = post_transaction(pipeline, sent)
    batch = post_transaction(pipeline, {"transactions": [sent]}, path="/batch")

    assert single.status == 400
    assert single.body["error"].startswith(f"metadata.{key.encode('ascii', 'backslashreplace').decode()}: names card")
    assert batch.body["results"] == [{"status": "refused", **single.body}]
    assert stored_transactions(pipeline, "card data") == []


def test_an_unsigned_request_is_refused_in_the_form_of_every_error(pipeline: LocalStack) -> None:
    answer = post_transaction(pipeline, {"transaction_id": "unsigned"}, credentials=None)

    assert answer.status == 403
    assert list(answer.body) == ["error"]
    assert stored_transactions(pipeline, "unsigned") == []
