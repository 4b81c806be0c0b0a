"""The target of a command: a local deployment, or a stack on AWS."""

import functools
import json
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import botocore.session
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
"""The prefix of a --stack that names a local deployment; no stack's name can have a colon."""

OUTPUTS = ".json"
"""The end of a --stack that is a file with a stack's outputs; no stack's name need have it."""

ARNS = ("fraud_alerts_topic_arn", "operations_topic_arn")
REGION_IN_ARN = re.compile(r"arn:[^:]+:[^:]+:(?P<region>[^:]+):")

_session_lock = threading.Lock()
"""A session is not thread-safe, its clients are."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A deployed stack: its exports, its region and, for a local one, the emulator's address."""

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
        """Return the named stack on AWS, or the local deployment: `local:NAME`, or the one meant without a name.

        Raises:
            CommandError: there is none; says what to start, to set or to name.
        """
        if stack and not stack.startswith(LOCAL):
            return cls._on_aws(stack)
        return cls.of(choose((stack or "").removeprefix(LOCAL) or None))

    @classmethod
    def of(cls, local: LocalDeployment) -> Self:
        """Return this local deployment as a target.

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
        if stack.endswith(OUTPUTS):
            return cls._of_outputs(Path(stack))
        exports = Exports(stack, pulumi_cli.stack_outputs(stack))
        exports.require_any()
        profile = pulumi_cli.stack_setting(stack, "aws:profile")
        region = _region_in(exports) or pulumi_cli.stack_setting(stack, "aws:region")
        return cls(stack=stack, region=region or _region_of_shell(stack, profile), exports=exports, profile=profile)

    @classmethod
    def _of_outputs(cls, file: Path) -> Self:
        """Return the stack whose outputs a file holds, for who has neither the Pulumi CLI nor its state."""
        try:
            outputs = json.loads(file.read_bytes())
        except ValueError:
            outputs = None
        if not isinstance(outputs, dict):
            raise CommandError(f"{file}: holds no outputs of a stack, as `pulumi stack output --json` prints them")
        exports = Exports(file.stem, outputs)
        exports.require_any()
        return cls(stack=file.stem, region=_region_in(exports) or _region_of_shell(file.stem, None), exports=exports)

    @classmethod
    def undeployed(cls, stack: str, settings: Mapping[str, str]) -> Self:
        """Return the target that a stack of this configuration would be on AWS.

        Raises:
            CommandError: the region is not known.
        """
        profile = settings.get("aws:profile")
        region = settings.get("aws:region") or _region_of_shell(stack, profile)
        return cls(stack=stack, region=region, exports={}, profile=profile)

    def client(self, service: str, *, connections: int = 10, read_seconds: float = 60) -> Any:
        """Return an AWS client for this stack, which waits so many seconds for an answer and then retries.

        Who asks for the same again gets the same client.
        """
        asked = (service, connections, read_seconds)
        with _session_lock, _sdk_settings_errors():
            if asked not in self._clients:
                self._clients[asked] = self._session.create_client(
                    service,
                    endpoint_url=self.emulator,
                    config=Config(
                        max_pool_connections=connections, read_timeout=read_seconds, retries={"mode": "standard"}
                    ),
                )
            return self._clients[asked]

    def credentials(self) -> Credentials:
        """Return the credentials with which requests to the API are signed.

        Raises:
            CommandError: no credentials are set.
        """
        with _sdk_settings_errors():
            credentials = self._session.get_credentials()
        if credentials is None:
            raise CommandError("no AWS credentials were found: log in, or set AWS_PROFILE")
        return credentials

    @functools.cached_property
    def _clients(self) -> dict[tuple[str, int, float], Any]:
        """Return the clients made so far; each takes tens of milliseconds to make."""
        return {}

    @functools.cached_property
    def _session(self) -> botocore.session.Session:
        """Return one session for all clients: its first load takes far longer than to make a client."""
        if self.emulator:
            return isolated_session(self.region)
        session = botocore.session.Session(profile=self.profile)
        session.set_config_variable("region", self.region)
        return session


def _region_in(exports: Exports) -> str | None:
    """Return the region in the topics' ARNs, in which the stack is whatever the shell's settings say."""
    found = (REGION_IN_ARN.match(str(exports.get(name))) for name in ARNS)
    return next((arn.group("region") for arn in found if arn), None)


def _region_of_shell(stack: str, profile: str | None) -> str:
    """Return the region that the AWS provider finds where none is configured.

    Raises:
        CommandError: there is no region.
    """
    with _sdk_settings_errors():
        region = os.environ.get("AWS_REGION") or botocore.session.Session(profile=profile).get_config_variable("region")
    if not region:
        raise CommandError(
            f"the region of stack {stack} is not known: set AWS_REGION, or "
            f"`pulumi config set aws:region REGION --stack {stack}`"
        )
    return region


@contextmanager
def _sdk_settings_errors() -> Iterator[None]:
    """Turn the SDK's ValueError for a setting that it cannot parse into a CommandError."""
    try:
        yield
    except ValueError as error:  # AWS_MAX_ATTEMPTS=many
        raise CommandError(f"the AWS settings of this shell are not usable: {error}") from error
