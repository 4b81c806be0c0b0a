"""An AWS that answers at once: real clients, no network."""

import boto3
import pytest

from bench.aws.clock import VirtualClock
from bench.aws.instant import InstantAws


@pytest.fixture
def session() -> boto3.Session:
    return boto3.Session(aws_access_key_id="a", aws_secret_access_key="b", region_name="us-east-1")


def test_calls_are_answered_counted_and_timed(session: boto3.Session) -> None:
    clock = VirtualClock({"Query": 0.005, "Publish": 0.020})
    aws = InstantAws(observe=clock.called)
    aws.attach(session.events)

    answer = session.client("dynamodb").query(
        TableName="t", KeyConditionExpression="k = :k", ExpressionAttributeValues={":k": {"S": "a"}}
    )
    session.client("sns").publish(TopicArn="arn:aws:sns:us-east-1:1:t", Message="m")

    assert answer["Items"] == []
    assert aws.sent == {("dynamodb", "Query"): 1, ("sns", "Publish"): 1}
    assert clock.now == pytest.approx(0.025)


def test_a_recording_holds_the_calls_with_their_parameters(session: boto3.Session) -> None:
    aws = InstantAws()
    aws.attach(session.events)
    client = session.client("lambda")

    calls = aws.record(lambda: client.invoke(FunctionName="f", InvocationType="Event", Payload=b"{}"))

    assert calls == [("lambda", "Invoke", {"FunctionName": "f", "InvocationType": "Event", "Payload": b"{}"})]
