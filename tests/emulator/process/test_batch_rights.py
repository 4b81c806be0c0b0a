"""A batch of messages needs the right of a single message, as on AWS."""

from types import ModuleType
from typing import Any

import pytest

from emulator.process.batch_rights import judge_batches


def judged_as(action: str | None) -> str | None:
    module: Any = ModuleType("iam_actions")
    module.extract_iam_action = lambda _service, *, headers: headers["said"]
    judge_batches(module)
    judged: str | None = module.extract_iam_action("sqs", headers={"said": action})
    return judged


@pytest.mark.parametrize(
    ("asked", "needed"),
    [
        ("sqs:SendMessageBatch", "sqs:SendMessage"),
        ("sqs:DeleteMessageBatch", "sqs:DeleteMessage"),
        ("sqs:ChangeMessageVisibilityBatch", "sqs:ChangeMessageVisibility"),
        ("sns:PublishBatch", "sns:Publish"),
    ],
)
def test_a_batch_is_judged_as_one_message(asked: str, needed: str) -> None:
    assert judged_as(asked) == needed


@pytest.mark.parametrize("action", ["sqs:SendMessage", "dynamodb:BatchGetItem", None])
def test_other_calls_are_judged_as_before(action: str | None) -> None:
    assert judged_as(action) == action
