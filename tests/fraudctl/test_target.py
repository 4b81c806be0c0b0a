"""Where commands talk to: a saved local deployment while it answers, or one line that says what to start."""

import http.server
import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fraudctl.errors import CommandError
from fraudctl.local.state_file import publish, withdraw
from fraudctl.target import LOCAL_STATE, Target


class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing on the test's terminal."""


@pytest.fixture
def emulator() -> Iterator[str]:
    with http.server.HTTPServer(("127.0.0.1", 0), Healthy) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def target(emulator: str | None) -> Target:
    return Target(stack="dev", region="us-east-1", exports={"api_endpoint": "http://x"}, emulator=emulator)


def test_a_saved_deployment_is_found_while_it_answers(emulator: str) -> None:
    target(emulator).save()

    assert Target.find(None) == target(emulator)


def test_a_deployment_that_no_longer_answers_is_not_found() -> None:
    target("http://127.0.0.1:9").save()

    with pytest.raises(CommandError, match="fraudctl local up"):
        Target.find(None)


def test_only_its_own_deployment_is_forgotten(emulator: str) -> None:
    target(emulator).save()
    target("http://127.0.0.1:9").forget()
    assert json.loads(LOCAL_STATE.read_text())["emulator"] == emulator

    target(emulator).forget()
    assert not LOCAL_STATE.exists()


DAMAGED = {
    "empty": b"",
    "cut off": b'{"stack": "dev", "region"',
    "no text": b"\xff\xfe\x00",
    "no object": b"[1]",
    "of another version": b'{"stack": "dev"}',
    "without exports": b'{"stack": "dev", "region": "r", "exports": null, "emulator": "http://127.0.0.1:9"}',
    "without an address": b'{"stack": "dev", "region": "r", "exports": {}, "emulator": 7}',
    "a port that is none": b'{"stack": "dev", "region": "r", "exports": {}, "emulator": "http://127.0.0.1:999999"}',
    "a host that is none": b'{"stack": "dev", "region": "r", "exports": {}, "emulator": "http://[::1"}',
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_state_file_is_as_good_as_none(content: bytes, emulator: str) -> None:
    LOCAL_STATE.parent.mkdir()
    LOCAL_STATE.write_bytes(content)

    with pytest.raises(CommandError, match="fraudctl local up"):
        Target.find(None)
    target(emulator).forget()
    assert LOCAL_STATE.read_bytes() == content
    Target.forget_dead()
    assert not LOCAL_STATE.exists()


def test_a_living_deployment_is_not_taken_for_dead(emulator: str) -> None:
    target(emulator).save()
    Target.forget_dead()

    assert Target.find(None) == target(emulator)


def greet(server: socket.socket) -> None:
    with server.accept()[0] as connection:
        connection.sendall(b"220 ready\r\n")


def test_what_speaks_no_http_is_no_deployment() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        greeting = threading.Thread(target=greet, args=(server,))
        greeting.start()
        target(f"http://127.0.0.1:{port}").save()
        with pytest.raises(CommandError, match="fraudctl local up"):
            Target.find(None)
        greeting.join()


@pytest.mark.parametrize("use", [lambda: target(None).save(), Target.forget_dead, lambda: Target.find(None)])
def test_a_state_file_that_cannot_be_used_is_said_in_a_line(use: Callable[[], object]) -> None:
    LOCAL_STATE.mkdir(parents=True)

    with pytest.raises(CommandError, match=r"cannot .*local.json: Is a directory"):
        use()


@pytest.mark.parametrize("written", [0, 7, None])
def test_whoever_knows_the_content_removes_what_a_killed_writer_left(written: int | None, tmp_path: Path) -> None:
    path, content = tmp_path / "state.json", "the content"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", lambda *_: None)  # killed before it
        publish(path, content)
    (staged,) = tmp_path.iterdir()
    staged.write_text(content[:written])

    withdraw(path, content)

    assert list(tmp_path.iterdir()) == []


def test_a_stack_on_aws_is_read_from_the_pulumi_cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pulumi = tmp_path / "pulumi"
    pulumi.write_text('#!/bin/sh\n[ "$1" = stack ] && echo \'{"api_endpoint":"https://y"}\' || echo eu-central-1\n')
    pulumi.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    found = Target.find("prod")

    assert (found.region, found.exports, found.emulator) == ("eu-central-1", {"api_endpoint": "https://y"}, None)


def test_what_the_pulumi_cli_complains_of_is_said_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pulumi = tmp_path / "pulumi"
    pulumi.write_text("#!/bin/sh\necho 'error: no stack named nope found' >&2\nexit 1\n")
    pulumi.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    with pytest.raises(CommandError, match="no stack named nope found"):
        Target.find("nope")
