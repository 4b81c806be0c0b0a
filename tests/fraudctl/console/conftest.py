"""A console over an API in memory, and a browser that was let in."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from starlette.testclient import TestClient

from fraudctl.console.app import application
from fraudctl.console.context import Console
from fraudctl.console.session import ConsoleSession
from fraudctl.stacks.target import Target
from tests.fraudctl.console.analysts_api import ME, NOW, AnalystsApi

PORT = 8765
OWN = f"http://127.0.0.1:{PORT}"


class Tableless(Target):
    """A stack whose tables its caller may not read, as one who has the policies of the API alone."""

    def client(self, service: str, **_: Any) -> Any:
        """Return a client that refuses every call."""
        del service
        return Refusing()


class Refusing:
    """A client of AWS whose calls all lack the right."""

    def __getattr__(self, name: str) -> Any:
        def refuse(*_: Any, **__: Any) -> None:
            raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": f"not authorized: {name}"}}, name)

        return refuse


@pytest.fixture
def api() -> AnalystsApi:
    return AnalystsApi()


@pytest.fixture
def console(api: AnalystsApi) -> Iterator[Console]:
    exports = {"api_endpoint": "https://a.example.com/transactions", "transactions_table_name": "transactions-dev"}
    target = Tableless(stack="shopstack", region="eu-west-1", exports=exports)
    made = Console(target, connect=lambda _: api, clock=lambda: NOW)
    made.caller = ME
    yield made
    made.close()


@pytest.fixture
def session() -> ConsoleSession:
    return ConsoleSession(PORT)


@pytest.fixture
def stranger(console: Console, session: ConsoleSession) -> Iterator[TestClient]:
    """Yield a browser that was not let in."""
    app = application(console, session)
    with TestClient(app, base_url=OWN, follow_redirects=False, raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def browser(stranger: TestClient, session: ConsoleSession) -> TestClient:
    """Return a browser that opened the address, and whose forms are the console's own."""
    assert stranger.get(session.address.removeprefix(OWN)).status_code == 303
    stranger.headers["origin"] = OWN
    return stranger
