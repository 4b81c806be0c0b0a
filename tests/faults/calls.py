"""The calls that faults meet: what each stage asks of AWS, as `operation_of` names it."""


def _on(table: str, *actions: str) -> frozenset[str]:
    return frozenset(f"dynamodb:{action}:{table}" for action in actions)


TRANSACTIONS, SCORES_TABLE = "transactions", "fraud-scores"
READS, WRITES = (
    ("Query", "GetItem", "BatchGetItem"),
    ("PutItem", "BatchWriteItem", "BatchExecuteStatement", "UpdateItem"),
)

STORE = _on(TRANSACTIONS, *READS, *WRITES)
SCORES = _on(SCORES_TABLE, *READS, *WRITES)
HAND_OVER, PUBLISH = frozenset({"lambda:InvokeEvent"}), frozenset({"sns:Publish"})
KEEP = frozenset({"sqs:SendMessage", "sqs:SendMessageBatch"})
ALL = STORE | SCORES | HAND_OVER | PUBLISH | KEEP

READ_MANY = _on(TRANSACTIONS, "BatchGetItem") | _on(SCORES_TABLE, "BatchGetItem")
WRITE_MANY = _on(TRANSACTIONS, "BatchWriteItem") | _on(SCORES_TABLE, "BatchWriteItem")
EXECUTE_MANY = _on(TRANSACTIONS, "BatchExecuteStatement") | _on(SCORES_TABLE, "BatchExecuteStatement")
SEND_MANY = frozenset({"sqs:SendMessageBatch"})

STREAM = frozenset({"streams:GetRecords", "streams:GetShardIterator", "streams:DescribeStream"})
DELIVER, POST = frozenset({"lambda:Invoke"}), frozenset({"api:Post"})
