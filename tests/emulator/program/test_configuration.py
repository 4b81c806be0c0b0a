"""Configuration is read as the Pulumi CLI reads it."""

from pathlib import Path

import pytest

from emulator.errors import DeploymentFailedError, StackNotFoundError
from emulator.program.configuration import read_configuration

PROJECT = """
name: shop
runtime: python
config:
  suffix: {type: string, description: no default}
  rate: {type: integer, default: 1000}
  strict: {type: boolean, default: false}
  emails: {type: array, items: {type: string}, default: []}
  aws:region: {value: eu-west-1}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text(PROJECT)
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {'shop:suffix': dev, 'shop:threshold': 0.8}\n")
    (tmp_path / "Pulumi.empty.yaml").write_text("")
    return tmp_path


def test_the_stack_is_laid_over_the_defaults_and_the_overrides_over_both(project: Path) -> None:
    values = read_configuration(project, "dev", {"rate": "5", "shop:emails": '["a@example.com"]'}).values
    assert values == {
        "aws:region": "eu-west-1",
        "shop:suffix": "dev",
        "shop:threshold": "0.8",
        "shop:rate": "5",
        "shop:strict": "false",
        "shop:emails": '["a@example.com"]',
    }


def test_a_key_without_default_or_value_is_not_there(project: Path) -> None:
    assert "shop:suffix" not in read_configuration(project, "empty", {}).values


def test_a_region_is_there_even_where_none_is_configured(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("")
    assert read_configuration(tmp_path, "dev", {}).region == "us-east-1"


def test_default_tags_come_from_the_providers_config(project: Path) -> None:
    (project / "Pulumi.dev.yaml").write_text("config: {'aws:defaultTags': {tags: {Environment: dev}}}\n")
    assert read_configuration(project, "dev", {}).default_tags == {"Environment": "dev"}


def test_an_unknown_stack_is_named(project: Path) -> None:
    with pytest.raises(StackNotFoundError, match=r"there is no .*Pulumi\.nosuch\.yaml"):
        read_configuration(project, "nosuch", {})


def test_an_encrypted_value_cannot_be_read_but_can_be_overridden(project: Path) -> None:
    (project / "Pulumi.dev.yaml").write_text("config: {'shop:key': {secure: AAAB}}\n")
    with pytest.raises(DeploymentFailedError, match="shop:key is encrypted"):
        read_configuration(project, "dev", {})
    assert read_configuration(project, "dev", {"key": "clear"}).values["shop:key"] == "clear"


@pytest.mark.parametrize(
    "content", [b"config: [", b"\xff\xfe", b"config: 7", b"- a", b"7", b"config:\n\tx: 1", b"a: b: c", b"config: [1]"]
)
def test_a_file_that_is_no_configuration_is_said_in_a_line(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: p\n")
    (tmp_path / "Pulumi.dev.yaml").write_bytes(content)

    with pytest.raises(DeploymentFailedError, match=r"Pulumi\.dev\.yaml") as raised:
        read_configuration(tmp_path, "dev", {})
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("content", ["", "runtime: python\n", "name: p\nconfig: 7\n", "[]"])
def test_a_project_that_is_none_is_said_in_a_line(content: str, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text(content)
    (tmp_path / "Pulumi.dev.yaml").write_text("")

    with pytest.raises(DeploymentFailedError, match=r"Pulumi\.yaml"):
        read_configuration(tmp_path, "dev", {})


@pytest.mark.parametrize("written", ["confg", "Config", "configs"])
def test_a_misspelt_section_of_a_stacks_file_is_not_passed_over(project: Path, written: str) -> None:
    (project / "Pulumi.dev.yaml").write_text(f"{written}: {{'shop:suffix': dev}}\n")
    with pytest.raises(
        DeploymentFailedError, match=rf"Pulumi\.dev\.yaml: nothing reads {written} \(did you mean config\?\)"
    ):
        read_configuration(project, "dev", {})


def test_what_the_cli_keeps_in_a_stacks_file_is_let_be(project: Path) -> None:
    (project / "Pulumi.dev.yaml").write_text("encryptionsalt: v1:x\nsecretsprovider: x\nconfig: {'shop:suffix': dev}\n")
    assert read_configuration(project, "dev", {}).values["shop:suffix"] == "dev"
