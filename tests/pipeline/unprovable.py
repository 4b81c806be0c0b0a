"""Rights whose need no test on the embedded AWS can show, with the reason and AWS's documentation."""

from typing import NamedTuple


class Unprovable(NamedTuple):
    """The reason why the emulator does not check a right, and the AWS documentation that requires it."""

    reason: str
    documented: str


ROLES = "Lambda developer guide, 'Defining Lambda function permissions with an execution role'"
XRAY = "Lambda developer guide, 'Visualize Lambda function invocations using AWS X-Ray', execution role permissions"

UNPROVABLE = {
    "logs:CreateLogStream": Unprovable("the emulator writes the functions' logs itself", ROLES),
    "logs:PutLogEvents": Unprovable("the emulator writes the functions' logs itself", ROLES),
    "xray:PutTraceSegments": Unprovable("the emulator has no X-Ray", XRAY),
    "xray:PutTelemetryRecords": Unprovable("the emulator has no X-Ray", XRAY),
    "dynamodb:ListStreams": Unprovable(
        "Lambda lists streams when a mapping is made, which local mode's own poller does without",
        "Lambda developer guide, 'Processing DynamoDB records with Lambda', execution role permissions",
    ),
    "kms:Decrypt": Unprovable(
        "the emulator stores in clear", "DynamoDB developer guide, 'DynamoDB encryption at rest: usage notes'"
    ),
    "kms:GenerateDataKey*": Unprovable(
        "the emulator stores in clear", "SQS and SNS developer guides, 'Key management', permissions of producers"
    ),
}
"""Rights of every role."""

DEAD_LETTERS = Unprovable(
    "the emulator does not judge what Lambda itself sends to a dead-letter queue",
    "Lambda developer guide, 'Adding a dead-letter queue', execution role permissions",
)

UNPROVABLE_OF_ONE = {("scoring", "sqs:SendMessage"): DEAD_LETTERS, ("feedback", "sqs:SendMessage"): DEAD_LETTERS}
"""Rights of one stage's role."""
