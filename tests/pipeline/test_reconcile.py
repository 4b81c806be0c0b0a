"""Rows older than the stream or without a score: redrive and reconcile settle them, and alert nobody twice."""

from datetime import UTC, datetime, timedelta

import pytest

from fraudctl.demo.inbox import Inbox
from fraudctl.recovery import Stage, reconcile_scores, redrive_queue
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.outages import RISKY, accept, assert_done, send_as_function, unscore
from tests.pipeline.stack_calls import items, score

NOW = 1_767_603_600_000
"""Epoch milliseconds."""


pytestmark = pytest.mark.usefixtures("no_long_poll")


def test_after_its_score_expired_an_update_of_a_row_alerts_nobody_again(
    outage_stack: LocalStack, outage_inbox: Inbox
) -> None:
    table, client = outage_stack.target.exports["transactions_table_name"], outage_stack.target.client("dynamodb")
    accept(outage_stack, "e-0", timestamp=NOW, **RISKY)
    score(outage_stack, "e-0")  # on a busy machine this takes longer than one look for its alert
    assert [each["transaction_id"] for each in outage_inbox.take(1)] == ["e-0"]
    long_ago = (datetime.now(UTC) - timedelta(days=31)).isoformat(timespec="milliseconds")
    change = {"TableName": table, "Key": {"transaction_id": {"S": "e-0"}, "timestamp": {"N": str(NOW)}}}
    client.update_item(
        **change, UpdateExpression="SET created_at = :then", ExpressionAttributeValues={":then": {"S": long_ago}}
    )
    unscore(outage_stack, "e-0")

    client.update_item(**change, UpdateExpression="SET seen = :yes", ExpressionAttributeValues={":yes": {"BOOL": True}})
    [row] = client.query(
        TableName=table, KeyConditionExpression="transaction_id = :id", ExpressionAttributeValues={":id": {"S": "e-0"}}
    )["Items"]
    client.put_item(TableName=table, Item={**row, "transaction_id": {"S": "e-1"}})
    assert outage_stack.pollers[0].wait_until_drained(60)
    score(outage_stack, "e-1")

    assert [each["transaction_id"] for each in outage_inbox.take(1)] == ["e-1"], (
        "what is new is scored however old it says it is"
    )
    assert [each for each in items(outage_stack, "fraud_scores_table_name") if each["transaction_id"] == "e-0"] == []
    for each in ("e-0", "e-1"):
        client.delete_item(TableName=table, Key={"transaction_id": {"S": each}, "timestamp": {"N": str(NOW)}})
    unscore(outage_stack, "e-1")


def test_what_the_stream_has_forgotten_comes_from_the_table(outage_stack: LocalStack) -> None:
    long_ago = datetime.now(UTC) - timedelta(hours=30)
    letter = {"request": {"transaction_id": "f-0"}, "received": int(long_ago.timestamp() * 1000), "trace_id": None}
    send_as_function(outage_stack, Stage.INGESTION, letter)
    assert redrive_queue(outage_stack.target, Stage.INGESTION).redriven == 1
    unscore(outage_stack, "f-0")
    lost = {
        "shardId": "shardId-00000000000000000000-00000000",
        "startSequenceNumber": "1" * 21,
        "endSequenceNumber": "1" * 21,
        "approximateArrivalOfFirstRecord": f"{long_ago:%Y-%m-%dT%H:%M:%SZ}",
        "approximateArrivalOfLastRecord": f"{long_ago + timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}",
        "batchSize": 1,
        "streamArn": outage_stack.pollers[0].mapping.stream_arn,
    }
    send_as_function(outage_stack, Stage.PROCESSING, {"DDBStreamBatchInfo": lost})

    result = redrive_queue(outage_stack.target, Stage.PROCESSING)

    assert (result.redriven, result.complete) == (1, True)
    assert_done(outage_stack, Stage.PROCESSING, "f-0")


def test_what_nothing_knows_of_is_found_and_scored(outage_stack: LocalStack) -> None:
    accept(outage_stack, "r-0", "r-1", "r-2")
    for each in ("r-0", "r-1", "r-2"):
        score(outage_stack, each)
    unscore(outage_stack, "r-0", "r-2")

    assert reconcile_scores(outage_stack.target, explain=False).scored == 0, "they came in within the grace"
    result = reconcile_scores(outage_stack.target, grace=timedelta())

    assert ({each.transaction.transaction_id for each in result.unscored}, result.scored) == ({"r-0", "r-2"}, 2)
    assert_done(outage_stack, Stage.SCORING, "r-0", "r-1", "r-2")
    assert len(items(outage_stack, "fraud_scores_table_name")) == len(
        {each["transaction_id"] for each in items(outage_stack, "transactions_table_name")}
    )
