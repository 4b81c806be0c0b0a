"""Requests on the wire are counted by operation and by DynamoDB's capacity units."""

import json
from base64 import b64encode

import pytest

from bench.aws.counting_proxy import capacity_units, operation_name
from chaos.proxy.messages import ProxiedRequest


@pytest.mark.parametrize(
    ("target", "headers", "body", "name"),
    [
        ("/", {"x-amz-target": "DynamoDB_20120810.PutItem"}, b"{}", "PutItem"),
        ("/", {"x-amz-target": "AmazonSQS.SendMessage"}, b"{}", "SendMessage"),
        ("/2015-03-31/functions/fraud-scorer-dev/invocations", {}, b"{}", "Invoke"),
        ("/2015-03-31/functions/fraud-scorer-dev/invocations", {"x-amz-invocation-type": "Event"}, b"{}", "Invoke"),
        ("/", {}, b"Action=Publish&Version=2010-03-31", "Publish"),
    ],
)
def test_each_service_says_its_operation_in_its_own_protocol(
    target: str, headers: dict[str, str], body: bytes, name: str
) -> None:
    request = ProxiedRequest(method="POST", target=target, headers=headers, body=body)

    assert operation_name(request) == name


def test_a_write_takes_a_unit_for_each_kilobyte() -> None:
    small = {"Item": {"transaction_id": {"S": "tx-1"}}}
    large = {"Item": {"metadata": {"S": "x" * 1500}}}

    assert capacity_units("PutItem", json.dumps(small).encode()) == (1, 0)
    assert capacity_units("PutItem", json.dumps(large).encode()) == (2, 0)


def test_a_batch_uses_units_for_each_of_its_entries() -> None:
    insert = {"Statement": "INSERT INTO t VALUE {'transaction_id': ?}", "Parameters": [{"S": "tx-1"}]}

    assert capacity_units("BatchExecuteStatement", json.dumps({"Statements": [insert] * 25}).encode()) == (25, 0)


@pytest.mark.parametrize(
    ("read", "units"), [({}, 50), ({"ConsistentRead": False}, 50), ({"ConsistentRead": True}, 100)]
)
def test_a_read_that_need_not_be_consistent_uses_half_a_unit(read: dict[str, bool], units: float) -> None:
    keys = [{"transaction_id": {"S": "tx-1"}}] * 100

    body = json.dumps({"RequestItems": {"t": {"Keys": keys, **read}}}).encode()

    assert capacity_units("BatchGetItem", body) == (0, units)


def test_a_write_in_a_transaction_uses_two_units_for_each_kilobyte() -> None:
    claim = {"Put": {"Item": {"key": {"S": "id#tx-1"}}}}
    row = {"Put": {"Item": {"metadata": {"S": "x" * 1500}}}}

    assert capacity_units("TransactWriteItems", json.dumps({"TransactItems": [claim, row]}).encode()) == (2 + 4, 0)


def test_what_is_no_call_to_dynamodb_uses_no_units() -> None:
    assert capacity_units("Invoke", b"not even JSON") == (0, 0)


UPDATE = 'UPDATE "profiles" SET "version"=? SET "profile"=? SET "expiry"=? WHERE "entity"=? AND "version"=?'
INSERT = 'INSERT INTO "profiles" ' + "VALUE {'entity': ?, 'version': ?, 'profile': ?, 'expiry': ?}"
BESIDE = len("entityversionprofileexpiryprofile#customer#C-1") + 2 + 6
"""Bytes of a profile's item beside the profile: names, key, a version of one digit, an expiry of ten."""


@pytest.mark.parametrize(("size", "units"), [(1024 - BESIDE, 1), (1025 - BESIDE, 2)])
def test_a_profile_takes_write_units_by_the_bytes_of_its_item(size: int, units: int) -> None:
    """In base64 even the smaller one is longer than a unit."""
    entity, profile = {"S": "profile#customer#C-1"}, {"B": b64encode(b"\1" * size).decode()}
    update = {"Statement": UPDATE, "Parameters": [{"N": "4"}, profile, {"N": "1795350123"}, entity, {"N": "3"}]}
    insert = {"Statement": INSERT, "Parameters": [entity, {"N": "1"}, profile, {"N": "1795350123"}]}

    body = json.dumps({"Statements": [update, insert]}).encode()

    assert capacity_units("BatchExecuteStatement", body) == (2 * units, 0)
