"""The CLI works in a copy whose stack `local` is at this embedded AWS, and its errors are shown in full."""

import os
from pathlib import Path

import pytest
import yaml

from emulator.emulator import PROJECT
from tests.engine.course import embedded
from tests.engine.project import copy_project
from tests.engine.pulumi import EngineError, Pulumi

ENDPOINT = "http://127.0.0.1:50123"
CLI = """#!/bin/sh
echo "$PULUMI_BACKEND_URL $PULUMI_CONFIG_PASSPHRASE| $*"
case "$1" in
up) echo "error: the first reason" >&2; echo "error: the second" >&2; exit 255 ;;
preview) exit 0 ;;
esac
"""


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    command = tmp_path / "bin" / "pulumi"
    command.parent.mkdir()
    command.write_text(CLI)
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{os.environ['PATH']}")
    return command


def test_the_copy_is_the_project_and_its_stack_is_at_the_endpoint(tmp_path: Path) -> None:
    before = (PROJECT / "Pulumi.local.yaml").read_bytes()

    copy_project(tmp_path, ENDPOINT, {"vendorPython": "3.13", "vendorPlatform": "macos"})

    for path in ("__main__.py", "components/api/api.py", "handlers/scoring.py", "requirements/layer.lock"):
        assert (tmp_path / path).read_bytes() == (PROJECT / path).read_bytes()
    config = yaml.safe_load((tmp_path / "Pulumi.local.yaml").read_text())["config"]
    (services,) = config["aws:endpoints"]
    assert set(services.values()) == {ENDPOINT}
    assert config["fraud-detection:vendorPython"] == "3.13"
    assert config["fraud-detection:vendorPlatform"] == "macos"
    assert (PROJECT / "Pulumi.local.yaml").read_bytes() == before


def test_the_whole_of_what_the_cli_says_is_told(cli: Path, tmp_path: Path) -> None:
    assert cli.exists()
    said: list[str] = []
    pulumi = Pulumi(tmp_path, tmp_path / "state", said.append)
    pulumi.preview()
    with pytest.raises(EngineError) as failed:
        pulumi.up()
    assert "error: the first reason\nerror: the second" in str(failed.value)
    assert f"file://{tmp_path}/state | up" in str(failed.value)
    assert said[0] == "pulumi preview --stack local --policy-pack policy"


def test_a_machine_without_the_cli_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="no Pulumi CLI on the PATH"):
        Pulumi(tmp_path, tmp_path, said.append)


def test_the_apis_address_is_told_as_the_embedded_aws_answers_to_it() -> None:
    made_up = "https://8b6affbc.execute-api.us-east-1.amazonaws.com/prod/transactions"
    known = f"{ENDPOINT}/restapis/8b6affbc/prod/_user_request_/transactions"
    assert embedded(made_up, ENDPOINT) == known
    assert embedded(known, ENDPOINT) == known
