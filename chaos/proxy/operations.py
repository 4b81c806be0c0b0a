"""The operation of AWS that a request asks for, by name; the operations of each stage; errors in AWS's words."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import parse_qs

from chaos.proxy.messages import ProxiedRequest, ProxiedResponse

THROTTLING: Mapping[str, tuple[int, str]] = {
    "dynamodb": (400, "ProvisionedThroughputExceededException"),
    "streams": (400, "ProvisionedThroughputExceededException"),
    "sqs": (400, "RequestThrottled"),
    "sns": (400, "Throttling"),
    "lambda": (429, "TooManyRequestsException"),
    "api": (429, "TooManyRequestsException"),
}
"""The error with which each service throttles, from its API reference."""

SERVICES = {"DynamoDB": "dynamodb", "DynamoDBStreams": "streams", "AmazonSQS": "sqs", "AWSEvents": "events"}
TRANSACTIONS, SCORES_TABLE, PROFILES_TABLE = "transactions", "fraud-scores", "fraud-profiles"
LABELS_TABLE, DECISIONS_TABLE, STRATEGIES_TABLE = "fraud-labels", "fraud-decisions", "fraud-strategies"
REVIEWS_TABLE, EVENTS_TOPIC = "fraud-reviews", "fraud-events"


def _on(table: str, *actions: str) -> frozenset[str]:
    return frozenset(f"dynamodb:{action}:{table}" for action in actions)


DECIDE = _on(DECISIONS_TABLE, "TransactWriteItems")
"""The write of a claim together with its transaction."""
COUNT_ATTEMPT, READ_ATTEMPTS = _on(DECISIONS_TABLE, "UpdateItem"), _on(DECISIONS_TABLE, "BatchGetItem")
ATTEMPTS = COUNT_ATTEMPT | READ_ATTEMPTS
DECISIONS = DECIDE | ATTEMPTS
FIND_TRANSACTION = _on(TRANSACTIONS, "Query")
STORE = FIND_TRANSACTION | _on(TRANSACTIONS, "PutItem") | DECIDE
"""Whatever reads or writes the transactions table for a request."""
READ_SCORES, INSERT_SCORES = _on(SCORES_TABLE, "BatchGetItem"), _on(SCORES_TABLE, "BatchExecuteStatement")
READ_ONE_SCORE = _on(SCORES_TABLE, "GetItem")
"""Asked by Decision, for what came to be stored only; and by Feedback."""
SCORES = READ_SCORES | INSERT_SCORES | _on(SCORES_TABLE, "UpdateItem")
READ_PROFILES, WRITE_PROFILES = _on(PROFILES_TABLE, "BatchGetItem"), _on(PROFILES_TABLE, "BatchExecuteStatement")
PROFILES = READ_PROFILES | WRITE_PROFILES
LABEL_TOGETHER, LABEL_ALONE = _on(LABELS_TABLE, "TransactWriteItems"), _on(LABELS_TABLE, "UpdateItem")
"""Writes of a label with the facts that it changes, and without any."""
WRITE_LABELS = LABEL_TOGETHER | LABEL_ALONE
LABELS = WRITE_LABELS | _on(LABELS_TABLE, "GetItem")
READ_POINTERS, READ_DOCUMENT = _on(STRATEGIES_TABLE, "Query"), _on(STRATEGIES_TABLE, "GetItem")
READ_STRATEGIES = READ_POINTERS | READ_DOCUMENT
CHANGE_STRATEGIES = _on(STRATEGIES_TABLE, "TransactWriteItems", "PutItem", "Query", "GetItem")
"""Calls of the operators' commands."""
ERASE = (
    frozenset(
        f"dynamodb:{action}:{table}"
        for table in (TRANSACTIONS, SCORES_TABLE, LABELS_TABLE, REVIEWS_TABLE, DECISIONS_TABLE, PROFILES_TABLE)
        for action in ("Scan", "Query", "GetItem", "PutItem", "DeleteItem", "UpdateItem", "TransactWriteItems")
    )
    | CHANGE_STRATEGIES
    | {"sqs:DeleteMessage", "sqs:GetQueueAttributes"}
)
"""Calls of an erasure, but for two of the queues: messages that nobody got or gave back are hidden for 15 minutes."""
LOOK_IN_QUEUES = frozenset({"sqs:ReceiveMessage"})
EXPORT_BESIDE = frozenset(f"dynamodb:BatchGetItem:{table}" for table in (SCORES_TABLE, LABELS_TABLE, REVIEWS_TABLE))
EXPORT = _on(TRANSACTIONS, "Scan") | EXPORT_BESIDE
"""Calls of an export."""
WRITE_REVIEWS, READ_REVIEWS = _on(REVIEWS_TABLE, "PutItem", "UpdateItem"), _on(REVIEWS_TABLE, "GetItem")
"""Scoring opens them, Feedback writes them anew."""
FIND_DUE = _on(REVIEWS_TABLE, "Query") | _on(LABELS_TABLE, "Query")
"""Asked by the schedule, and by lists of reviews."""
REVIEWS = WRITE_REVIEWS | READ_REVIEWS | FIND_DUE
READ_BACK = FIND_DUE | frozenset(
    f"dynamodb:BatchGetItem:{table}" for table in (SCORES_TABLE, LABELS_TABLE, REVIEWS_TABLE)
)
"""Of several tables the first is named."""
PUT_TRANSACTION = _on(TRANSACTIONS, "PutItem")
HAND_OVER, PUBLISH = frozenset({"lambda:InvokeEvent"}), frozenset({"sns:Publish"})
TELL, TELL_BUS = frozenset({"sns:Publish:events"}), frozenset({"events:PutEvents"})
KEEP_MANY = frozenset({"sqs:SendMessageBatch"})
KEEP = KEEP_MANY | {"sqs:SendMessage"}
ALL = (
    STORE
    | ATTEMPTS
    | SCORES
    | READ_ONE_SCORE
    | PROFILES
    | LABELS
    | READ_STRATEGIES
    | HAND_OVER
    | PUBLISH
    | KEEP
    | REVIEWS
    | READ_BACK
    | TELL
    | TELL_BUS
)
"""Every call of a function."""

GET_RECORDS = frozenset({"streams:GetRecords"})
STREAM = GET_RECORDS | frozenset({"streams:GetShardIterator", "streams:DescribeStream"})
DELIVER, POST = frozenset({"lambda:Invoke"}), frozenset({"api:Post"})


def operation_of(request: ProxiedRequest) -> str:
    """Return service and operation, such as `sqs:SendMessage`; asynchronous invocations are `lambda:InvokeEvent`.

    For DynamoDB the table is part of it, without the stack's suffix: `dynamodb:PutItem:transactions`.
    """
    if target := request.headers.get("x-amz-target"):
        prefix, _, action = target.partition(".")
        service = SERVICES.get(prefix.partition("_")[0], prefix)
        return f"{service}:{action}:{_table(request.body)}" if service == "dynamodb" else f"{service}:{action}"
    path = request.target
    if "/functions/" in path and path.partition("?")[0].endswith("/invocations"):
        asynchronous = request.headers.get("x-amz-invocation-type") == "Event"
        return "lambda:InvokeEvent" if asynchronous else "lambda:Invoke"
    if "_user_request_" in path or "execute-api" in path:
        return "api:Post"
    if request.body.startswith(b"Action=") or b"&Action=" in request.body:
        said = parse_qs(request.body.decode())
        action, topic = said["Action"][0], said.get("TopicArn", [""])[0].rpartition(":")[2]
        if action != "Publish":
            return f"other:{action}"
        return "sns:Publish:events" if topic.startswith(f"{EVENTS_TOPIC}-") else "sns:Publish"
    return f"other:{path}"


def _table(body: bytes) -> str:
    """Return the one table that a call of the functions names, without the stack's suffix; of several the first."""
    match json.loads(body):
        case {"TableName": str(name)}:
            pass
        case {"RequestItems": dict(items)}:
            name = next(iter(items))
        case {"TransactItems": [{"Put": {"TableName": str(name)}}, *_]}:
            pass
        case {"Statements": [{"Statement": str(statement)}, *_]}:
            name = statement.split('"')[1]
        case _:
            return ""
    return name.rpartition("-")[0]


def throttling_error(operation: str) -> ProxiedResponse:
    """Return the error with which the operation's service throttles."""
    return service_error(operation, *THROTTLING.get(operation.partition(":")[0], (400, "Throttling")))


def service_error(operation: str, status: int, code: str) -> ProxiedResponse:
    """Return an error in the format of the operation's service."""
    if operation.startswith("sns:"):
        kind = "Sender" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "Receiver"
        error = f"<Error><Type>{kind}</Type><Code>{code}</Code><Message>injected</Message></Error>"
        body = f"<ErrorResponse>{error}</ErrorResponse>"
        headers = {"content-type": "text/xml"}
    else:
        body = json.dumps({"__type": code, "message": "injected"})
        headers = {"content-type": "application/x-amz-json-1.0", "x-amzn-errortype": code}
    return ProxiedResponse(status=status, headers=headers, body=body.encode())
