"""Where a command talks to: the local deployment, or a stack on AWS."""

import functools
import http.client
import json
import os
import shutil
import subprocess
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.credentials import Credentials

from fraudctl.errors import CommandError

LOCAL_STATE = Path(".fraudctl") / "local.json"
EMULATOR_KEY = "test"
"""Root to the emulator; worth nothing anywhere else."""

_making = threading.Lock()
"""A session is not thread-safe, its clients are."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A deployed stack: its exports, its region, and for a local one the emulator's address."""

    stack: str
    region: str
    exports: dict[str, Any]
    emulator: str | None = None

    @classmethod
    def find(cls, stack: str | None) -> Self:
        """The named stack on AWS, or without a name the local deployment.

        Raises:
            CommandError: there is neither; says what to start.
        """
        return cls._on_aws(stack) if stack else cls._local()

    @classmethod
    def _local(cls) -> Self:
        try:
            target = cls(**json.loads(LOCAL_STATE.read_text()))
        except FileNotFoundError:
            target = None
        if target is None or not _answers(target.emulator):
            raise CommandError("no local deployment is running: start one with `fraudctl local up`, or name a --stack")
        return target

    @classmethod
    def _on_aws(cls, stack: str) -> Self:
        exports = json.loads(_pulumi("stack", "output", "--json", "--stack", stack))
        region = _pulumi("config", "get", "aws:region", "--stack", stack).strip()
        return cls(stack=stack, region=region, exports=exports)

    def save(self) -> None:
        """Lets later commands find this local deployment."""
        LOCAL_STATE.parent.mkdir(exist_ok=True)
        LOCAL_STATE.write_text(json.dumps(asdict(self), indent=2) + "\n")

    def forget(self) -> None:
        """Undoes `save`, unless another deployment has taken the place since."""
        if LOCAL_STATE.exists() and json.loads(LOCAL_STATE.read_text()) == asdict(self):
            LOCAL_STATE.unlink()

    def client(self, service: str, *, connections: int = 10, patience: float = 60) -> Any:
        """An AWS client for where this stack is; it waits so many seconds for an answer, then asks again."""
        config = Config(max_pool_connections=connections, read_timeout=patience, retries={"mode": "standard"})
        with _making:
            return self._session.client(service, endpoint_url=self.emulator, config=config)  # type: ignore[call-overload]

    def credentials(self) -> Credentials:
        """Whom requests to the API are signed as.

        Raises:
            CommandError: AWS knows nobody here.
        """
        credentials = self._session.get_credentials()
        if credentials is None:
            raise CommandError("no AWS credentials were found: log in, or set AWS_PROFILE")
        return credentials

    @functools.cached_property
    def _session(self) -> boto3.Session:
        """One for all clients: what it loads at first takes far longer than to make a client."""
        if self.emulator:
            return boto3.Session(EMULATOR_KEY, EMULATOR_KEY, region_name=self.region)
        return boto3.Session(region_name=self.region)


def _answers(emulator: str | None) -> bool:
    if emulator is None:
        return False
    address = urlsplit(emulator)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=2)
    try:
        connection.request("GET", "/_ministack/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def _pulumi(*arguments: str) -> str:
    command = shutil.which("pulumi", path=os.environ.get("PATH"))
    if command is None:
        raise CommandError("a --stack is looked up with the Pulumi CLI, which is not installed")
    done = subprocess.run([command, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 -- the user's own
    if done.returncode:
        raise CommandError(f"pulumi {' '.join(arguments[:2])}: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout
