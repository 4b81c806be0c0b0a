"""Where commands talk to: a local deployment that answers, or a stack on AWS in the region where it is."""

import http.server
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from botocore.exceptions import BotoCoreError

from fraudctl.errors import CommandError
from fraudctl.stacks import pulumi_cli
from fraudctl.stacks.announcement import update_registered
from fraudctl.stacks.local_deployment import LocalDeployment
from fraudctl.stacks.target import Target
from tests.emulator.machine import Machine, unheard

EXPORTS = {"api_endpoint": "http://x"}


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = Machine(tmp_path)
    yield made
    made.power_loss()


def deployed(started: LocalDeployment, emulator: str) -> LocalDeployment:
    """Let it say that it is deployed, and answers there."""
    made = msgspec.structs.replace(started, region="us-east-1", exports=EXPORTS, emulator=emulator)
    update_registered(made, unheard)
    return made


@contextmanager
def answering(body: bytes) -> Iterator[str]:
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


def test_a_local_deployment_is_found_while_it_answers(machine: Machine) -> None:
    started = machine.start()
    with answering(json.dumps({"edition": started.workdir.name}).encode()) as emulator:
        deployed(started, emulator)

        assert Target.find(None) == Target.find("local:dev") == Target.find("local:")
        assert Target.find(None).exports == EXPORTS
        assert Target.find(None).emulator == emulator


def test_one_that_is_still_being_deployed_is_said_to_be(machine: Machine) -> None:
    machine.start()

    with pytest.raises(CommandError, match="dev is not ready yet"):
        Target.find(None)


HEALTHY_ELSEWHERE = b'{"edition": "fraudctl-0123456789abcdef"}'


@pytest.mark.parametrize(
    "body", [b"", b"ok", b"[]", b"7", b"null", b"{}", b'{"edition": "light"}', b"\xff", b"[" * 9999, HEALTHY_ELSEWHERE]
)
def test_another_server_on_its_port_is_not_taken_for_it(body: bytes, machine: Machine) -> None:
    with answering(body) as emulator:
        deployed(machine.start(), emulator)
        with pytest.raises(CommandError, match="dev does not answer: `fraudctl local down dev` ends it"):
            Target.find(None)


@pytest.mark.parametrize("said", [b"220 ready\r\n", b"\x15\x03\x01\x00\x02\x02\x46", b"HTTP/1.1 200 OK\r\nX", b""])
def test_what_speaks_no_http_on_its_port_is_not_taken_for_it(said: bytes, machine: Machine) -> None:
    with accepting(lambda connection: connection.sendall(said)) as emulator:
        deployed(machine.start(), emulator)
        with pytest.raises(CommandError, match="does not answer"):
            Target.find(None)


def test_what_says_nothing_on_its_port_is_not_waited_for(machine: Machine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        deployed(machine.start(), f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(CommandError, match="does not answer"):
            Target.find(None)


@pytest.mark.parametrize("address", ["http://127.0.0.1:999999", "http://[::1", "nonsense", "http://a b", ""])
def test_an_address_that_is_none_is_said_in_a_line(address: str, machine: Machine) -> None:
    deployed(machine.start(), address)

    with pytest.raises(CommandError, match="does not answer"):
        Target.find(None)


ON_AWS = {"api_endpoint": "https://y", "fraud_alerts_topic_arn": "arn:aws:sns:eu-central-1:1:fraud-alerts"}
OLD = {"api_endpoint": "https://y"}


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """Have the Pulumi CLI know a stack and its configuration; the shell has set nothing."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    config = tmp_path / "config"
    config.write_text("[profile company]\nregion = ap-south-1\n[default]\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))

    def knows(outputs: dict[str, str], **settings: str) -> None:
        monkeypatch.setattr(pulumi_cli, "outputs", lambda _: outputs)
        monkeypatch.setattr(pulumi_cli, "setting", lambda _, key: settings.get(key.removeprefix("aws:")))

    return knows


def test_a_stack_is_where_its_topic_is_whatever_is_set_here(
    cli: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    cli(ON_AWS, region="us-east-1")
    monkeypatch.setenv("AWS_REGION", "us-west-2")

    assert Target.find("prod").region == "eu-central-1"


def test_without_a_topic_the_region_is_that_of_the_configuration(
    cli: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    cli(OLD, region="eu-north-1")
    monkeypatch.setenv("AWS_REGION", "us-west-2")

    assert Target.find("prod").region == "eu-north-1"


@pytest.mark.parametrize(
    ("variables", "region"),
    [
        ({"AWS_REGION": "us-west-2", "AWS_DEFAULT_REGION": "us-west-1"}, "us-west-2"),
        ({"AWS_DEFAULT_REGION": "us-west-1", "AWS_PROFILE": "company"}, "us-west-1"),
        ({"AWS_PROFILE": "company"}, "ap-south-1"),
        ({"AWS_REGION": "", "AWS_PROFILE": "company"}, "ap-south-1"),
    ],
)
def test_without_either_it_is_the_one_that_the_sdk_finds(
    variables: dict[str, str], region: str, cli: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    cli(OLD)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert Target.find("prod").region == region


def test_a_region_that_nobody_knows_is_said_with_what_to_set(cli: Callable[..., None]) -> None:
    cli(OLD)

    with pytest.raises(CommandError, match=r"region of stack prod is not known: set AWS_REGION, or `pulumi config set"):
        Target.find("prod")


def test_a_stack_that_is_not_deployed_would_be_where_its_configuration_or_the_sdk_says(
    cli: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    cli({})
    with pytest.raises(CommandError, match="set AWS_REGION"):
        Target.undeployed("prod", {})
    assert Target.undeployed("prod", {"aws:profile": "company"}).region == "ap-south-1"
    monkeypatch.setenv("AWS_REGION", "us-west-2")
    assert Target.undeployed("prod", {}).region == "us-west-2"
    assert Target.undeployed("prod", {"aws:region": "eu-north-1"}).region == "eu-north-1"


def test_the_profile_that_deploys_the_stack_is_the_one_that_asks_it(cli: Callable[..., None]) -> None:
    cli(OLD, profile="company")

    found = Target.find("prod")

    assert (found.region, found.profile) == ("ap-south-1", "company")


def test_a_profile_that_is_not_there_is_an_error_of_the_sdk_which_says_it(cli: Callable[..., None]) -> None:
    cli(ON_AWS, profile="nobody")

    with pytest.raises(BotoCoreError, match="nobody"):
        Target.find("prod").client("sqs")


@pytest.mark.parametrize("outputs", [OLD, ON_AWS])
def test_settings_that_the_sdk_cannot_read_are_said_in_a_line(
    outputs: dict[str, str], cli: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    cli(outputs, region="us-east-1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "many")
    monkeypatch.setenv("AWS_METADATA_SERVICE_TIMEOUT", "long")

    with pytest.raises(CommandError, match="AWS settings"):
        Target.find("prod").credentials()


def test_a_stack_without_outputs_is_said_to_be_not_deployed(cli: Callable[..., None]) -> None:
    cli({})

    with pytest.raises(CommandError, match=r"^stack prod has no outputs: run `pulumi up --stack prod` first$"):
        Target.find("prod")


def test_an_output_that_is_missing_is_named_with_what_brings_it() -> None:
    target = Target(stack="prod", region="us-east-1", exports=OLD)

    assert target.exports["api_endpoint"] == "https://y"
    with pytest.raises(CommandError, match=r"prod has no output scoring_queue_url, .*: run `pulumi up --stack prod`"):
        target.exports["scoring_queue_url"]
    assert target.exports.get("scoring_queue_url") is None
