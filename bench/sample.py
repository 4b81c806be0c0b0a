"""Requests without history, and the events in which requests arrive."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from handlers.contract.strict_json import parse
from handlers.contract.transaction import Transaction
from simulation import simulate

SEED = 7
START = 1_795_350_000_000
"""Epoch milliseconds, so that a run's identifiers are the same on any day."""

STREAM = "arn:aws:dynamodb:us-east-1:000000000000:table/transactions-bench/stream/2026-11-22T12:00:00.000"


def request_bodies(count: int, seed: int = SEED) -> list[bytes]:
    """Return requests of the simulation, without their labels."""
    return [transaction.request() for transaction in simulate(count, seed)]


def transaction_of(body: bytes) -> Transaction:
    """Return a request as Scoring gets it, without its metadata."""
    fields: Any = parse(body)
    known = {name: fields[name] for name in Transaction.__struct_fields__ if name in fields and name != "metadata"}
    return Transaction(**{**known, "amount": Decimal(fields["amount"])})


def proxy_event(body: str, path: str = "/transactions") -> dict[str, Any]:
    """Return API Gateway's event for a signed request, with the headers that clients and edges add."""
    headers = {
        "Accept": "*/*",
        "Accept-Encoding": "gzip, deflate",
        "Authorization": "AWS4-HMAC-SHA256 Credential=AKIAI44QH8DHBEXAMPLE/20261122/us-east-1/execute-api/aws4_request",
        "Content-Type": "application/json",
        "Host": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
        "User-Agent": "python-httpx/0.28.1",
        "X-Amz-Date": "20261122T123015Z",
        "X-Amzn-Trace-Id": "Root=1-6921b0f0-0123456789abcdef01234567",
        "X-Forwarded-For": "203.0.113.24",
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "https",
    }
    return {
        "resource": path,
        "path": path,
        "httpMethod": "POST",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {"httpMethod": "POST", "path": f"/prod{path}", "requestId": "r", "stage": "prod"},
        "body": body,
        "isBase64Encoded": False,
    }


def paid_by_card(body: bytes) -> bytes:
    """Return a request with the card that its customer pays by."""
    fields: Any = json.loads(body)
    metadata = {**fields.get("metadata", {}), "card_token": fields["customer_id"]}
    return json.dumps({**fields, "metadata": metadata}).encode()


def decision_event(body: bytes) -> dict[str, Any]:
    """Return API Gateway's event for a request to decide on a payment by card."""
    return proxy_event(paid_by_card(body).decode(), "/decisions")


def batch_event(some: Sequence[bytes]) -> dict[str, Any]:
    """Return API Gateway's event for these requests in one batch."""
    return proxy_event(f'{{"transactions":[{",".join(body.decode() for body in some)}]}}', "/transactions/batch")


def stream_event(images: Sequence[Mapping[str, Any]], first: int = 0) -> dict[str, Any]:
    """Return Lambda's event for the INSERTs of these items, in DynamoDB's own notation of attributes."""
    return {
        "Records": [
            {
                "eventID": f"{first + position:032x}",
                "eventName": "INSERT",
                "eventVersion": "1.1",
                "eventSource": "aws:dynamodb",
                "awsRegion": "us-east-1",
                "dynamodb": {
                    "ApproximateCreationDateTime": START / 1000,
                    "Keys": {name: image[name] for name in ("transaction_id", "timestamp")},
                    "NewImage": image,
                    "SequenceNumber": f"{first + position:021d}",
                    "SizeBytes": 300,
                    "StreamViewType": "NEW_IMAGE",
                },
                "eventSourceARN": STREAM,
            }
            for position, image in enumerate(images)
        ]
    }


def score_event(payload: bytes) -> dict[str, Any]:
    """Return the event of Scoring when Processing invoked it with this payload."""
    event: dict[str, Any] = json.loads(payload)
    return event


def query_event(route: str, **said: Any) -> dict[str, Any]:
    """Return API Gateway's event for a request that reads, with its parameters."""
    return {**proxy_event("", route), "httpMethod": "GET", "body": None, **said}
