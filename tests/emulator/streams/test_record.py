"""A record as boto3 reads it becomes the entry that Lambda sends."""

import datetime as dt
import json

from emulator.streams.record import stream_record

STREAM = "arn:aws:dynamodb:eu-west-1:123456789012:table/transactions/stream/2026-01-01T00:00:00.000"
READ = {
    "eventID": "c4ca4238a0b923820dcc509a6f75849b",
    "eventName": "INSERT",
    "eventVersion": "1.1",
    "eventSource": "aws:dynamodb",
    "awsRegion": "eu-west-1",
    "dynamodb": {
        "ApproximateCreationDateTime": dt.datetime(2023, 11, 14, 22, 13, 20, tzinfo=dt.UTC),
        "Keys": {"transaction_id": {"S": "t-1"}, "timestamp": {"N": "1700000000000"}},
        "NewImage": {
            "transaction_id": {"S": "t-1"},
            "amount": {"N": "12.10"},
            "seal": {"B": b"foobar"},
            "parts": {"L": [{"BS": [b"a", b"b"]}, {"M": {"deep": {"B": b"\x00"}}}, {"BOOL": True}, {"NULL": True}]},
        },
        "SequenceNumber": "111",
        "SizeBytes": 26,
        "StreamViewType": "NEW_IMAGE",
    },
}


def test_the_event_entry_is_wire_json() -> None:
    record = stream_record(READ, STREAM)
    assert (record.sequence_number, record.arrived) == ("111", 1_700_000_000.0)
    assert json.loads(json.dumps(record.event)) == {
        "eventID": "c4ca4238a0b923820dcc509a6f75849b",
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "eu-west-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_700_000_000,
            "Keys": {"transaction_id": {"S": "t-1"}, "timestamp": {"N": "1700000000000"}},
            "NewImage": {
                "transaction_id": {"S": "t-1"},
                "amount": {"N": "12.10"},
                "seal": {"B": "Zm9vYmFy"},
                "parts": {
                    "L": [{"BS": ["YQ==", "Yg=="]}, {"M": {"deep": {"B": "AA=="}}}, {"BOOL": True}, {"NULL": True}]
                },
            },
            "SequenceNumber": "111",
            "SizeBytes": 26,
            "StreamViewType": "NEW_IMAGE",
        },
        "eventSourceARN": STREAM,
    }


def test_a_deletion_by_time_to_live_says_who_did_it() -> None:
    read = {**READ, "userIdentity": {"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"}}
    assert stream_record(read, STREAM).event["userIdentity"] == {
        "type": "Service",
        "principalId": "dynamodb.amazonaws.com",
    }
