"""Run in the emulator: calls that carry many messages judged by the rights that AWS asks for.

The emulator asks for `sqs:SendMessageBatch` and the like, actions that IAM does not know. AWS asks for the action of a
single message: SQS developer guide, "Amazon SQS API permissions: actions and resource reference"; likewise
`sns:PublishBatch`, SNS developer guide, "Publishing messages in batches".
"""

from types import ModuleType

SINGLE = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sns:PublishBatch": "sns:Publish",
}


def judge_batches(iam_actions: ModuleType) -> None:
    """Have the emulator judge a batch of messages as it judges one."""
    action_of = iam_actions.extract_iam_action

    def extract(*request: object, **more: object) -> str | None:
        action: str | None = action_of(*request, **more)
        return SINGLE.get(action, action) if action else None

    iam_actions.extract_iam_action = extract  # type: ignore[attr-defined]  # a module takes any name
