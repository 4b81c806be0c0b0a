"""The function's own role: the rights that its mapping needs, and its credentials."""

from typing import TYPE_CHECKING, Any

from botocore.credentials import CredentialProvider, RefreshableCredentials

from emulator.aws_session import IsolatedSession, isolated_session
from emulator.streams.errors import StreamPollerError
from emulator.streams.mapping import StreamMapping

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_sts import STSClient

READ_STREAM = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
SEND = ("sqs:SendMessage",)


def require_rights(iam: "IAMClient", role_arn: str, mapping: StreamMapping) -> None:
    """Ask IAM whether the role may read this stream and send to this queue, as AWS does when a mapping is made.

    Simulated rather than tried, as the emulator checks every read of a stream against the resource `*`: it would
    refuse a role that works on AWS, and could not tell one stream from another.

    Raises:
        StreamPollerError: a right is missing; names the first.
    """
    needed: dict[str, tuple[str, ...]] = {mapping.stream_arn: READ_STREAM}
    if mapping.on_failure_queue_arn:
        needed[mapping.on_failure_queue_arn] = SEND
    for resource, actions in needed.items():
        answer = iam.simulate_principal_policy(PolicySourceArn=role_arn, ActionNames=actions, ResourceArns=[resource])
        for result in answer["EvaluationResults"]:
            if result["EvalDecision"] != "allowed":
                raise StreamPollerError(f"{role_arn} may not {result['EvalActionName']} on {resource}")


class FunctionRole(CredentialProvider):
    """Credentials of a function's role, assumed anew before they expire, as Lambda itself does."""

    METHOD = "sts-assume-role"

    def __init__(self, sts: "STSClient", role_arn: str, function_name: str) -> None:
        super().__init__()
        self._sts = sts
        self._role_arn = role_arn
        self._function_name = function_name

    def load(self) -> RefreshableCredentials:
        """Assume the role now, so that a role that does not trust Lambda fails at the start."""
        return RefreshableCredentials.create_from_metadata(
            metadata=self._assume(), refresh_using=self._assume, method=self.METHOD
        )

    def session_in(self, region: str) -> IsolatedSession:
        """Return a session in which every client acts as this role."""
        return isolated_session(region, self)

    def _assume(self) -> dict[str, Any]:
        answer = self._sts.assume_role(RoleArn=self._role_arn, RoleSessionName=self._function_name)
        credentials = answer["Credentials"]
        return {
            "access_key": credentials["AccessKeyId"],
            "secret_key": credentials["SecretAccessKey"],
            "token": credentials["SessionToken"],
            "expiry_time": credentials["Expiration"].isoformat(),
        }
