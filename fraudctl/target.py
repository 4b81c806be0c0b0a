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
from fraudctl.local.state_file import publish, withdraw

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
        target = cls._saved()
        if target is None or not _answers(target.emulator):
            raise CommandError("no local deployment is running: start one with `fraudctl local up`, or name a --stack")
        return target

    @classmethod
    def _on_aws(cls, stack: str) -> Self:
        exports = json.loads(_pulumi("stack", "output", "--json", "--stack", stack))
        region = _pulumi("config", "get", "aws:region", "--stack", stack).strip()
        return cls(stack=stack, region=region, exports=exports)

    @classmethod
    def _saved(cls) -> Self | None:
        """Return what the state file says, None if it is not there or no deployment saved it."""
        try:
            said = json.loads(LOCAL_STATE.read_bytes())
            exports = {str(name): value for name, value in said["exports"].items()}
            return cls(stack=said["stack"], region=said["region"], exports=exports, emulator=said["emulator"])
        except (FileNotFoundError, NotADirectoryError, ValueError, TypeError, KeyError, AttributeError):
            return None
        except OSError as error:
            raise CommandError(f"cannot read {LOCAL_STATE}: {error.strerror}") from error

    @property
    def state(self) -> str:
        """The state file's content."""
        return json.dumps(asdict(self), indent=2) + "\n"

    def save(self) -> None:
        """Lets later commands find this local deployment.

        Raises:
            CommandError: it cannot be written.
        """
        try:
            publish(LOCAL_STATE, self.state)
        except OSError as error:
            raise CommandError(f"cannot write {LOCAL_STATE}: {error.strerror}") from error

    def forget(self) -> None:
        """Undoes `save`, unless another deployment has taken the place since."""
        withdraw(LOCAL_STATE, self.state)

    @classmethod
    def forget_dead(cls) -> None:
        """Remove what a deployment left that no longer answers."""
        saved = cls._saved()
        if saved is None or not _answers(saved.emulator):
            try:
                LOCAL_STATE.unlink(missing_ok=True)
            except NotADirectoryError:  # `save` will say so
                return
            except OSError as error:
                raise CommandError(f"cannot remove {LOCAL_STATE}: {error.strerror}") from error

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


def _answers(emulator: object) -> bool:
    """Tell whether an emulator answers there; whatever else a file may say is no address of one."""
    try:
        address = urlsplit(str(emulator))
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=2)
    except (ValueError, http.client.InvalidURL):
        return False
    try:
        connection.request("GET", "/_ministack/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
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
