"""Where commands talk to: a saved local deployment while it answers, or one line that says what to start."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fraudctl.errors import CommandError
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
        thread = threading.Thread(target=server.serve_forever)
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
