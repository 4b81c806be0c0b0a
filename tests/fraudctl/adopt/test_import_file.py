"""The import file gives every resource the URN that the program gives it, as `pulumi import --file` reads it."""

from collections.abc import Sequence
from typing import Any

import pytest

from emulator.program.monitor import Resource
from fraudctl.adopt.compare import Change, Consequence
from fraudctl.adopt.import_file import import_file
from fraudctl.adopt.plan import NEVER_ADOPTED, Entry
from fraudctl.adopt.registry import FINDERS, Live
from tests.components.stacks import dry_run_stack


@pytest.fixture(scope="module")
def resources() -> Sequence[Resource]:
    return dry_run_stack("prod").run.resources


def found_entries(resources: Sequence[Resource]) -> list[Entry]:
    return [Entry(resource=each, live=Live(id=f"id-of-{each.name}")) for each in resources if each.custom]


def urns(file: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return entries by URN, computed as the CLI does (pkg/cmd/pulumi/operations/import.go)."""
    by_name = {each["name"]: each for each in file["resources"]}

    def kinds(each: dict[str, Any]) -> str:
        parent = by_name.get(each.get("parent", ""))
        return f"{kinds(parent)}${each['type']}" if parent else each["type"]

    return {
        f"urn:pulumi:prod::fraud-detection::{kinds(each)}::{each['logicalName']}": each for each in by_name.values()
    }


def test_every_entry_has_the_programs_urn(resources: Sequence[Resource]) -> None:
    file = import_file(resources, found_entries(resources))
    by_urn = {each.urn: each for each in resources}

    def kinds(each: Resource) -> str:
        parent = by_urn.get(each.parent)
        return f"{kinds(parent)}${each.type}" if parent else each.type

    program = {f"urn:pulumi:prod::fraud-detection::{kinds(each)}::{each.name}" for each in resources}
    assert set(urns(file)) == program


def test_names_are_unique_as_a_parent_is_found_by_name(resources: Sequence[Resource]) -> None:
    names = [each["name"] for each in import_file(resources, found_entries(resources))["resources"]]
    assert len(names) == len(set(names))


def test_a_component_has_no_id_and_a_resource_has_one(resources: Sequence[Resource]) -> None:
    for each in import_file(resources, found_entries(resources))["resources"]:
        assert each.get("component", False) == ("id" not in each)


def test_only_what_was_found_is_in_it_with_the_components_around_it(resources: Sequence[Resource]) -> None:
    table = next(each for each in resources if each.custom and each.name == "transactions")
    entries = [Entry(resource=each) for each in resources if each.custom and each is not table]
    file = import_file(resources, [*entries, Entry(resource=table, live=Live(id="transactions-prod"))])
    assert [(each["type"], each["logicalName"]) for each in file["resources"]] == [
        ("fraud:index:TransactionsTable", "transactions"),
        ("aws:dynamodb/table:Table", "transactions"),
    ]
    assert file["resources"][1]["parent"] == file["resources"][0]["name"]


def test_what_would_be_replaced_is_kept_out(resources: Sequence[Resource]) -> None:
    danger = Change(property="hashKey", now="a", then="b", consequence=Consequence(says="", kept_out=True))
    entries = [
        Entry(resource=each, live=Live(id="x"), changes=[danger] if each.name == "transactions" else [])
        for each in resources
        if each.custom
    ]
    assert "aws:dynamodb/table:Table" not in {
        each["type"] for each in import_file(resources, entries)["resources"] if each["logicalName"] == "transactions"
    }


def test_every_type_of_the_program_is_looked_for_or_has_a_reason_not_to_be(
    resources: Sequence[Resource], optional_resources: Sequence[Resource]
) -> None:
    types = {each.type for each in [*resources, *optional_resources] if each.custom}

    assert types <= FINDERS.keys() | NEVER_ADOPTED.keys()
