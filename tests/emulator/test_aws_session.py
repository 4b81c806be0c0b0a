"""The clients of the embedded AWS ignore what the user has set for AWS and for the network."""

import http.server
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES

from emulator.aws_session import isolated_session
from emulator.clients import Clients
from emulator.streams.role import FunctionRole
from fraudctl.stacks.target import Target
from tests.emulator.hostile_environment import HOSTILE

REGION = "us-east-1"


class Tables(http.server.BaseHTTPRequestHandler):
    """DynamoDB with no tables."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"TableNames":[]}')

    def log_message(self, *_: object) -> None:
        """Says nothing on the test's terminal."""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tables) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Sts:
    """Lets any role be assumed."""

    def assume_role(self, **_: str) -> dict[str, Any]:
        """Give credentials for an hour."""
        until = datetime.now(UTC) + timedelta(hours=1)
        key = {"AccessKeyId": "a", "SecretAccessKey": "b", "SessionToken": "c"}
        return {"Credentials": {**key, "Expiration": until}}


def of_a_command(endpoint: str) -> Any:
    return Target(stack="dev", region=REGION, exports={}, emulator=endpoint).client("dynamodb")


def of_a_deployment(endpoint: str) -> Any:
    return Clients(endpoint, REGION).dynamodb


def of_a_poller(endpoint: str) -> Any:
    role = FunctionRole(cast("Any", Sts()), "arn:aws:iam::000000000000:role/r", "f")
    return role.session_in(REGION).client("dynamodb", endpoint_url=endpoint)


MAKERS = (of_a_command, of_a_deployment, of_a_poller)


def reaches(make: Callable[[str], Any], endpoint: str) -> bool:
    client = make(endpoint)
    try:
        return bool(client.list_tables()["TableNames"] == [])
    finally:
        client.close()


@pytest.mark.parametrize("make", MAKERS)
def test_nothing_that_a_shell_may_have_set_is_heeded(
    make: Callable[[str], Any], endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in HOSTILE.items():
        monkeypatch.setenv(name, value)

    assert reaches(make, endpoint)


VARIABLES = {
    name: [variable] if isinstance(variable, str) else variable
    for name, (_, variable, _, _) in BOTOCORE_DEFAUT_SESSION_VARIABLES.items()
    if variable
}


@pytest.mark.parametrize("setting", VARIABLES)
def test_no_variable_that_botocore_knows_is_heeded(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES[setting]:
        monkeypatch.delenv(variable, raising=False)
    before = isolated_session(REGION).get_config_variable(setting)
    for variable in VARIABLES[setting]:
        monkeypatch.setenv(variable, "2")

    assert isolated_session(REGION).get_config_variable(setting) == before


@pytest.mark.parametrize("make", MAKERS)
def test_no_file_of_the_user_is_read(
    make: Callable[[str], Any], endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".aws").mkdir()
    for name in ("config", "credentials"):
        (tmp_path / ".aws" / name).write_text("no configuration [")
    monkeypatch.setenv("HOME", str(tmp_path))

    assert reaches(make, endpoint)


def test_requests_to_a_local_api_are_signed_as_its_root_whoever_the_user_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in HOSTILE.items():
        monkeypatch.setenv(name, value)

    credentials = Target(stack="dev", region=REGION, exports={}, emulator="http://127.0.0.1:9").credentials()

    assert (credentials.access_key, credentials.secret_key, credentials.token) == ("test", "test", None)
