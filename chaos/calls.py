"""The calls that faults meet: what each stage asks of AWS, as `operation_of` names it."""


def _on(table: str, *actions: str) -> frozenset[str]:
    return frozenset(f"dynamodb:{action}:{table}" for action in actions)


TRANSACTIONS, SCORES_TABLE = "transactions", "fraud-scores"

STORE = _on(TRANSACTIONS, "Query", "PutItem")
READ_SCORES, INSERT_SCORES = _on(SCORES_TABLE, "BatchGetItem"), _on(SCORES_TABLE, "BatchExecuteStatement")
SCORES = READ_SCORES | INSERT_SCORES | _on(SCORES_TABLE, "UpdateItem")
HAND_OVER, PUBLISH = frozenset({"lambda:InvokeEvent"}), frozenset({"sns:Publish"})
KEEP_MANY = frozenset({"sqs:SendMessageBatch"})
KEEP = KEEP_MANY | {"sqs:SendMessage"}
ALL = STORE | SCORES | HAND_OVER | PUBLISH | KEEP


STREAM = frozenset({"streams:GetRecords", "streams:GetShardIterator", "streams:DescribeStream"})
DELIVER, POST = frozenset({"lambda:Invoke"}), frozenset({"api:Post"})
