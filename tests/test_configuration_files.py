"""Stacks' settings are declared, described and documented, and Pulumi.local.yaml names every service that is needed."""

import inspect
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pulumi_aws
import pytest
import yaml

from components.settings import Settings
from emulator.emulator import INTERPRETER, PROJECT
from emulator.program.compliance import review
from emulator.program.configuration import read_configuration
from emulator.program.dry_run_provider import DryRunProvider
from emulator.program.monitor import Resource
from emulator.program.run import run_program
from emulator.program.vendoring import vendor_overrides
from fraudctl.documents.configuration import PAGE, configuration_page
from policy.pack import POLICIES

STACK_FILES = sorted(PROJECT.glob("Pulumi.*.yaml"))
PROVIDER_SERVICES = {"logGroup": "logs"}
"""The provider's endpoint key, for types whose key is not the service in their name (aws:sqs/queue:Queue)."""


def content(path: Path) -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load(path.read_text())
    return parsed


def endpoint_key(resource: Resource) -> str:
    service, _, kind = resource.type.split(":")[1].partition("/")
    return PROVIDER_SERVICES.get(kind, service)


def test_there_are_the_stacks_that_the_documents_speak_of() -> None:
    assert [path.name for path in STACK_FILES] == ["Pulumi.dev.yaml", "Pulumi.local.yaml", "Pulumi.prod.yaml"]


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_a_stacks_file_holds_only_declared_keys_and_the_providers(path: Path) -> None:
    project = content(PROJECT / "Pulumi.yaml")
    declared = {f"{project['name']}:{key}" for key in project["config"]}
    assert {key for key in content(path)["config"] if not key.startswith("aws:")} <= declared


def test_every_key_is_declared_as_the_cli_lets_it() -> None:
    """As in its project.json, `configTypeDeclaration`; it loads no project of which one is not."""
    types, members = (
        {"string", "integer", "boolean", "array", "object"},
        {"type", "items", "description", "secret", "default"},
    )
    for key, spec in content(PROJECT / "Pulumi.yaml")["config"].items():
        of = [spec.get("type", "string"), spec.get("items", {}).get("type", "string")]
        assert set(of) <= types, key
        assert spec.keys() <= members, key
        assert (spec.get("type") == "array") == ("items" in spec), key


def test_every_key_is_described_in_a_sentence() -> None:
    for key, spec in content(PROJECT / "Pulumi.yaml")["config"].items():
        assert spec["description"].endswith("."), key


def test_the_page_on_configuration_is_up_to_date() -> None:
    assert PAGE.read_text() == configuration_page(), "run `make docs`"


def test_the_page_has_a_row_for_every_key() -> None:
    rows = [line.split("|")[1].strip() for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    assert rows == [f"`{key}`" for key in content(PROJECT / "Pulumi.yaml")["config"]]


def test_every_setting_on_the_page_is_read_by_the_program() -> None:
    words = [field.name.split("_") for field in fields(Settings)]
    read = {first + "".join(map(str.capitalize, rest)) for first, *rest in words}
    assert set(re.findall(r"^\| `(\w+)`", PAGE.read_text(), re.MULTILINE)) == read


def test_the_local_stack_reaches_no_service_but_the_embedded_ones() -> None:
    configuration = read_configuration(PROJECT, "local", vendor_overrides(INTERPRETER))
    run = run_program(PROJECT, "local", configuration, DryRunProvider())
    (endpoints,) = content(PROJECT / "Pulumi.local.yaml")["config"]["aws:endpoints"]
    needed = {endpoint_key(resource) for resource in run.resources if resource.custom}
    assert needed | {"sts"} <= set(endpoints)
    assert set(endpoints.values()) == {"http://127.0.0.1:4566"}
    assert review(run.resources, POLICIES).violations == ()


def test_the_local_stacks_endpoints_are_the_providers_own_keys() -> None:
    (endpoints,) = content(PROJECT / "Pulumi.local.yaml")["config"]["aws:endpoints"]
    known = {key.rstrip("_") for key in inspect.signature(pulumi_aws.ProviderEndpointArgs.__init__).parameters}
    assert set(endpoints) <= known
