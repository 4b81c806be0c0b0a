"""Every call of these tests is held to what AWS publishes, though moto and the embedded AWS would take more."""

import contextlib

import boto3
import pytest

from tests.dynamodb_rules.refusal import Refused
from tests.dynamodb_rules.watch import WATCH
from tests.handlers.functions import captured_event
from tests.handlers.ingestion_on_aws import IngestionOnAws
from tests.handlers.scoring_on_aws import ScoringOnAws, risky_transaction


def test_the_functions_calls_are_checked(ingestion: IngestionOnAws, scoring: ScoringOnAws) -> None:
    WATCH.seen.clear()

    ingestion.invoke(captured_event("api_request"))
    scoring.score(risky_transaction(1))

    assert WATCH.seen.keys() >= {"Query", "PutItem", "BatchGetItem", "BatchExecuteStatement", "UpdateItem"}


def test_a_call_that_moto_takes_and_dynamodb_refuses_is_no_success(aws: boto3.Session, transactions: str) -> None:
    client = aws.client("dynamodb")
    keys = [
        {"transaction_id": {"S": "a"}, "timestamp": {"N": "1"}},
        {"transaction_id": {"S": "a"}, "timestamp": {"N": ""}},
    ]

    with pytest.raises(Refused):
        client.batch_get_item(RequestItems={transactions: {"Keys": keys}})

    assert WATCH.refusals
    WATCH.refusals.clear()


def test_a_refusal_that_the_code_catches_is_remembered(aws: boto3.Session, transactions: str) -> None:
    with contextlib.suppress(Exception):
        aws.client("dynamodb").get_item(TableName=transactions, Key={"transaction_id": {"S": ""}})

    (refusal,) = WATCH.refusals
    assert "the key is" in str(refusal)
    WATCH.refusals.clear()
