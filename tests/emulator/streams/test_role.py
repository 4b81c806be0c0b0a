"""The function's role, which a poller acts as and is measured by."""

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

import pytest

from emulator.streams import StreamPollerError
from emulator.streams.role import FunctionRole, require_rights
from tests.emulator.streams.scripted import MAPPING

ROLE = "arn:aws:iam::123456789012:role/processor"


def test_credentials_are_assumed_anew_before_they_expire() -> None:
    sessions: list[str] = []

    def assume_role(*, RoleArn: str, RoleSessionName: str) -> Any:  # noqa: N803 - boto3's names
        sessions.append(f"{RoleArn} as {RoleSessionName}")
        lifetime = dt.timedelta(minutes=5 if len(sessions) == 1 else 60)
        return {
            "Credentials": {
                "AccessKeyId": f"key {len(sessions)}",
                "SecretAccessKey": "secret",
                "SessionToken": "token",
                "Expiration": dt.datetime.now(dt.UTC) + lifetime,
            }
        }

    role = FunctionRole(cast("Any", SimpleNamespace(assume_role=assume_role)), ROLE, "processor")
    credentials = role.load()
    assert [credentials.access_key, credentials.access_key] == ["key 2", "key 2"]
    assert sessions == [f"{ROLE} as processor"] * 2


@pytest.mark.parametrize("decision", ["implicitDeny", "explicitDeny"])
def test_a_missing_right_is_named_with_role_and_resource(decision: str) -> None:
    def simulate(*, ActionNames: list[str], **_: object) -> Any:  # noqa: N803 - boto3's names
        decided = {"sqs:SendMessage": decision}
        return {
            "EvaluationResults": [
                {"EvalActionName": action, "EvalDecision": decided.get(action, "allowed")} for action in ActionNames
            ]
        }

    iam = SimpleNamespace(simulate_principal_policy=simulate)
    with pytest.raises(StreamPollerError, match=f"{ROLE} may not sqs:SendMessage on {MAPPING.on_failure_queue_arn}"):
        require_rights(cast("Any", iam), ROLE, MAPPING)
