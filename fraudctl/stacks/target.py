"""Where a command talks to: a local deployment, or a stack on AWS."""

import functools
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import boto3
from botocore.config import Config
from botocore.credentials import Credentials

from emulator.aws_session import isolated_session
from emulator.process.health import emulator_answers
from fraudctl.errors import CommandError
from fraudctl.stacks import pulumi_cli
from fraudctl.stacks.discovery import choose
from fraudctl.stacks.exports import Exports
from fraudctl.stacks.local_deployment import LocalDeployment

LOCAL = "local:"
"""What a --stack begins with that names a local deployment; the name of no stack can."""

ARNS = ("fraud_alerts_topic_arn", "operations_topic_arn")
REGION_IN_ARN = re.compile(r"arn:[^:]+:[^:]+:(?P<region>[^:]+):")

_making = threading.Lock()
"""A session is not thread-safe, its clients are."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A deployed stack: its exports, its region, and for a local one the emulator's address."""

    stack: str
    region: str
    exports: dict[str, Any]
    """A name that is not there raises a CommandError."""
    emulator: str | None = None
    profile: str | None = None
    """Of the user's AWS profiles, the one that the stack's configuration names."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "exports", Exports(self.stack, self.exports))

    @classmethod
    def find(cls, stack: str | None) -> Self:
        """The named stack on AWS, `local:NAME` or without a name the local deployment that is meant.

        Raises:
            CommandError: there is neither; says what to start, to set or to name.
        """
        if stack and not stack.startswith(LOCAL):
            return cls._on_aws(stack)
        return cls.of(choose((stack or "").removeprefix(LOCAL) or None))

    @classmethod
    def of(cls, local: LocalDeployment) -> Self:
        """Return where this local deployment is.

        Raises:
            CommandError: it is not ready, or does not answer.
        """
        if local.exports is None:
            raise CommandError(f"the local deployment {local.name} is not ready yet: it is being deployed")
        if not emulator_answers(local.emulator, local.workdir.name, seconds=2):
            raise CommandError(
                f"the local deployment {local.name} does not answer: `fraudctl local down {local.name}` ends it"
            )
        return cls(stack=local.stack, region=local.region, exports=dict(local.exports), emulator=local.emulator)

    @classmethod
    def _on_aws(cls, stack: str) -> Self:
        exports = Exports(stack, pulumi_cli.outputs(stack))
        exports.require_any()
        profile = pulumi_cli.setting(stack, "aws:profile")
        region = _region_in(exports) or pulumi_cli.setting(stack, "aws:region")
        return cls(stack=stack, region=region or _region_of_shell(stack, profile), exports=exports, profile=profile)

    @classmethod
    def undeployed(cls, stack: str, settings: Mapping[str, str]) -> Self:
        """Return where a stack of this configuration would be on AWS.

        Raises:
            CommandError: nothing says the region.
        """
        profile = settings.get("aws:profile")
        region = settings.get("aws:region") or _region_of_shell(stack, profile)
        return cls(stack=stack, region=region, exports={}, profile=profile)

    def client(self, service: str, *, connections: int = 10, patience: float = 60) -> Any:
        """An AWS client for where this stack is; it waits so many seconds for an answer, then asks again."""
        config = Config(max_pool_connections=connections, read_timeout=patience, retries={"mode": "standard"})
        with _making, _settings_in_a_line():
            return self._session.client(service, endpoint_url=self.emulator, config=config)  # type: ignore[call-overload]

    def credentials(self) -> Credentials:
        """Whom requests to the API are signed as.

        Raises:
            CommandError: AWS knows nobody here.
        """
        with _settings_in_a_line():
            credentials = self._session.get_credentials()
        if credentials is None:
            raise CommandError("no AWS credentials were found: log in, or set AWS_PROFILE")
        return credentials

    @functools.cached_property
    def _session(self) -> boto3.Session:
        """One for all clients: what it loads at first takes far longer than to make a client."""
        if self.emulator:
            return isolated_session(self.region)
        return boto3.Session(region_name=self.region, profile_name=self.profile)


def _region_in(exports: Exports) -> str | None:
    """Return the region in the topics' ARNs: where the stack is, whatever is set here and now."""
    found = (REGION_IN_ARN.match(str(exports.get(name))) for name in ARNS)
    return next((arn.group("region") for arn in found if arn), None)


def _region_of_shell(stack: str, profile: str | None) -> str:
    """Return the region that the AWS provider finds where none is configured.

    Raises:
        CommandError: there is none.
    """
    with _settings_in_a_line():
        region = os.environ.get("AWS_REGION") or boto3.Session(profile_name=profile).region_name
    if not region:
        raise CommandError(
            f"the region of stack {stack} is not known: set AWS_REGION, or "
            f"`pulumi config set aws:region REGION --stack {stack}`"
        )
    return region


@contextmanager
def _settings_in_a_line() -> Iterator[None]:
    """Tell of a setting that the SDK cannot even read; it has errors of its own for those that it can."""
    try:
        yield
    except ValueError as error:  # AWS_MAX_ATTEMPTS=many
        raise CommandError(f"the AWS settings of this shell are not usable: {error}") from error
