"""What is seen at the wire is counted by operation and by DynamoDB's units."""

import json

import pytest

from bench.aws.proxy import operation, units


@pytest.mark.parametrize(
    ("path", "headers", "body", "name"),
    [
        ("/", {"X-Amz-Target": "DynamoDB_20120810.PutItem"}, b"{}", "PutItem"),
        ("/", {"X-Amz-Target": "AmazonSQS.SendMessage"}, b"{}", "SendMessage"),
        ("/2015-03-31/functions/fraud-scorer-dev/invocations", {}, b"{}", "Invoke"),
        ("/", {}, b"Action=Publish&Version=2010-03-31", "Publish"),
    ],
)
def test_each_service_says_its_operation_in_its_own_protocol(
    path: str, headers: dict[str, str], body: bytes, name: str
) -> None:
    assert operation(path, headers, body) == name


def test_a_write_takes_a_unit_for_each_kilobyte() -> None:
    small = {"Item": {"transaction_id": {"S": "tx-1"}}}
    large = {"Item": {"metadata": {"S": "x" * 1500}}}

    assert units("PutItem", json.dumps(small).encode()) == (1, 0)
    assert units("PutItem", json.dumps(large).encode()) == (2, 0)


def test_a_batch_uses_units_for_each_of_its_entries() -> None:
    insert = {"Statement": "INSERT INTO t VALUE {'transaction_id': ?}", "Parameters": [{"S": "tx-1"}]}
    key = {"transaction_id": {"S": "tx-1"}}

    assert units("BatchExecuteStatement", json.dumps({"Statements": [insert] * 25}).encode()) == (25, 0)
    assert units("BatchGetItem", json.dumps({"RequestItems": {"t": {"Keys": [key] * 100}}}).encode()) == (0, 100)


def test_what_is_no_call_to_dynamodb_uses_no_units() -> None:
    assert units("Invoke", b"not even JSON") == (0, 0)
