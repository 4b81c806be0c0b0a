"""Members of the account on the embedded AWS, with whom tests try what is allowed."""

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.credentials import Credentials

from emulator.aws_session import isolated_session
from emulator.clients import Clients

DENIED = {"AccessDenied", "AccessDeniedException", "AuthorizationError"}


@dataclass(frozen=True, kw_only=True)
class Member:
    """A user of the account, with credentials."""

    arn: str
    credentials: Credentials
    endpoint: str
    region: str
    opened: contextlib.ExitStack

    def client(self, service: str) -> Any:
        """Return a client that acts as the member, closed with them."""
        client = isolated_session(self.region).client(
            service,
            endpoint_url=self.endpoint,
            aws_access_key_id=self.credentials.access_key,
            aws_secret_access_key=self.credentials.secret_key,
        )
        self.opened.callback(client.close)
        return client


@contextlib.contextmanager
def assumed(aws: Clients, role: str, service: Any) -> Iterator[Any]:
    """Yield a client of the service that acts under a role, as the function does that has it."""
    session = aws.sts.assume_role(RoleArn=role, RoleSessionName="assumed")["Credentials"]
    client = isolated_session(aws.region).client(
        service,
        endpoint_url=aws.endpoint,
        aws_access_key_id=session["AccessKeyId"],
        aws_secret_access_key=session["SecretAccessKey"],
        aws_session_token=session["SessionToken"],
    )
    with contextlib.closing(client):
        yield client


@contextlib.contextmanager
def member(
    aws: Clients, name: str, *, allowed: Mapping[str, str] | None = None, attached: Sequence[str] = ()
) -> Iterator[Member]:
    """Yield a user with the rights in `allowed` (resources by action) and in the attached policies."""
    iam = aws.iam
    with contextlib.ExitStack() as opened:
        arn = iam.create_user(UserName=name)["User"]["Arn"]
        opened.callback(iam.delete_user, UserName=name)
        if allowed:
            statements = [{"Effect": "Allow", "Action": action, "Resource": where} for action, where in allowed.items()]
            document = json.dumps({"Version": "2012-10-17", "Statement": statements})
            iam.put_user_policy(UserName=name, PolicyName="allowed", PolicyDocument=document)
            opened.callback(iam.delete_user_policy, UserName=name, PolicyName="allowed")
        for policy in attached:
            iam.attach_user_policy(UserName=name, PolicyArn=policy)
            opened.callback(iam.detach_user_policy, UserName=name, PolicyArn=policy)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        opened.callback(iam.delete_access_key, UserName=name, AccessKeyId=key["AccessKeyId"])
        credentials = Credentials(key["AccessKeyId"], key["SecretAccessKey"])
        yield Member(arn=arn, credentials=credentials, endpoint=aws.endpoint, region=aws.region, opened=opened)
