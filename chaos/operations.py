"""Which operation of AWS a request asks for, and how its service words an error."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import parse_qs

from chaos.wire import Message

THROTTLING: Mapping[str, tuple[int, str]] = {
    "dynamodb": (400, "ProvisionedThroughputExceededException"),
    "streams": (400, "ProvisionedThroughputExceededException"),
    "sqs": (400, "RequestThrottled"),
    "sns": (400, "Throttling"),
    "lambda": (429, "TooManyRequestsException"),
    "api": (429, "TooManyRequestsException"),
}
"""What each service says when it is asked too often, from its API reference."""

SERVICES = {"DynamoDB": "dynamodb", "DynamoDBStreams": "streams", "AmazonSQS": "sqs"}


def operation_of(request: Message) -> str:
    """Return service and operation, such as `sqs:SendMessage`; asynchronous invocations are `lambda:InvokeEvent`.

    Where it is DynamoDB the table is part of it, without the stack's suffix: `dynamodb:PutItem:transactions`.
    """
    if target := request.headers.get("x-amz-target"):
        prefix, _, action = target.partition(".")
        service = SERVICES.get(prefix.partition("_")[0], prefix)
        return f"{service}:{action}:{_table(request.body)}" if service == "dynamodb" else f"{service}:{action}"
    path = request.start.split(" ", 2)[1]
    if "/functions/" in path and path.partition("?")[0].endswith("/invocations"):
        asynchronous = request.headers.get("x-amz-invocation-type") == "Event"
        return "lambda:InvokeEvent" if asynchronous else "lambda:Invoke"
    if "_user_request_" in path or "execute-api" in path:
        return "api:Post"
    if request.body.startswith(b"Action=") or b"&Action=" in request.body:
        action = parse_qs(request.body.decode())["Action"][0]
        return f"sns:{action}" if action == "Publish" else f"other:{action}"
    return f"other:{path}"


def _table(body: bytes) -> str:
    """Return the one table that a call of the functions names, without the stack's suffix."""
    match json.loads(body):
        case {"TableName": str(name)}:
            pass
        case {"RequestItems": dict(items)}:
            name = next(iter(items))
        case {"Statements": [{"Statement": str(statement)}, *_]}:
            name = statement.split('"')[1]
        case _:
            return ""
    return name.rpartition("-")[0]


def throttled(operation: str) -> Message:
    """The service refuses for now."""
    return refusal(operation, *THROTTLING.get(operation.partition(":")[0], (400, "Throttling")))


def refusal(operation: str, status: int, code: str) -> Message:
    """An error answer in the words of the operation's service."""
    if operation.startswith("sns:"):
        kind = "Sender" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "Receiver"
        error = f"<Error><Type>{kind}</Type><Code>{code}</Code><Message>injected</Message></Error>"
        body = f"<ErrorResponse>{error}</ErrorResponse>"
        headers = {"content-type": "text/xml"}
    else:
        body = json.dumps({"__type": code, "message": "injected"})
        headers = {"content-type": "application/x-amz-json-1.0", "x-amzn-errortype": code}
    return Message(start=f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", headers=headers, body=body.encode())
