"""Commands talk to a local deployment only where it answers itself."""

import http.server
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
import pytest

from fraudctl.errors import CommandError
from fraudctl.stacks.announcement import update_registered
from fraudctl.stacks.local_deployment import LocalDeployment
from fraudctl.stacks.target import Target
from tests.fraudctl.stacks.fake_deployments import FakeDeployments, no_supervisor

EXPORTS = {"api_endpoint": "http://x"}


def announce(started: LocalDeployment, emulator: str) -> LocalDeployment:
    """Register it as deployed and answering at this address."""
    made = msgspec.structs.replace(started, region="us-east-1", exports=EXPORTS, emulator=emulator)
    update_registered(made, no_supervisor)
    return made


@contextmanager
def answering_server(body: bytes) -> Iterator[str]:
    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing on the test's terminal."""

    with http.server.HTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@contextmanager
def accepting(speak: Callable[[socket.socket], None]) -> Iterator[str]:
    def serve(server: socket.socket) -> None:
        with server.accept()[0] as connection:
            speak(connection)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=(server,))
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join()


def test_a_local_deployment_is_found_while_it_answers(deployments: FakeDeployments) -> None:
    started = deployments.start()
    with answering_server(json.dumps({"edition": started.workdir.name}).encode()) as emulator:
        announce(started, emulator)

        assert Target.find(None) == Target.find("local:dev") == Target.find("local:")
        assert Target.find(None).exports == EXPORTS
        assert Target.find(None).emulator == emulator


def test_one_that_is_still_being_deployed_is_said_to_be(deployments: FakeDeployments) -> None:
    deployments.start()

    with pytest.raises(CommandError, match="dev is not ready yet"):
        Target.find(None)


HEALTHY_ELSEWHERE = b'{"edition": "fraudctl-0123456789abcdef"}'


@pytest.mark.parametrize(
    "body", [b"", b"ok", b"[]", b"7", b"null", b"{}", b'{"edition": "light"}', b"\xff", b"[" * 9999, HEALTHY_ELSEWHERE]
)
def test_another_server_on_its_port_is_not_taken_for_it(body: bytes, deployments: FakeDeployments) -> None:
    with answering_server(body) as emulator:
        announce(deployments.start(), emulator)
        with pytest.raises(CommandError, match="dev does not answer: `fraudctl local down dev` ends it"):
            Target.find(None)


@pytest.mark.parametrize("said", [b"220 ready\r\n", b"\x15\x03\x01\x00\x02\x02\x46", b"HTTP/1.1 200 OK\r\nX", b""])
def test_what_speaks_no_http_on_its_port_is_not_taken_for_it(said: bytes, deployments: FakeDeployments) -> None:
    with accepting(lambda connection: connection.sendall(said)) as emulator:
        announce(deployments.start(), emulator)
        with pytest.raises(CommandError, match="does not answer"):
            Target.find(None)


def test_what_says_nothing_on_its_port_is_not_waited_for(deployments: FakeDeployments) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        announce(deployments.start(), f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(CommandError, match="does not answer"):
            Target.find(None)


@pytest.mark.parametrize("address", ["http://127.0.0.1:999999", "http://[::1", "nonsense", "http://a b", ""])
def test_an_address_that_is_none_is_said_in_a_line(address: str, deployments: FakeDeployments) -> None:
    announce(deployments.start(), address)

    with pytest.raises(CommandError, match="does not answer"):
        Target.find(None)
