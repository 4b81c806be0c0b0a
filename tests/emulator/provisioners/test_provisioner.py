"""An unknown type, property or function ends a deployment before the emulator gets a request."""

from typing import Any

import pytest
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs

from emulator.clients import Clients
from emulator.errors import UnknownPropertyError, UnsupportedResourceError
from emulator.provisioners import Cloud, EmulatorProvisioner
from emulator.provisioners.registry import PROVISIONS, Made, Provision, Wanted

THING = "aws:test/thing:Thing"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def wanted(monkeypatch: pytest.MonkeyPatch) -> list[Wanted]:
    """Return the list of resources that the provisioner of an invented type is asked for."""
    asked: list[Wanted] = []

    def make(_cloud: Cloud, one: Wanted) -> Made:
        asked.append(one)
        return Made(id="id-1", outputs={"arn": "arn-1"})

    properties = {"name": "Name", "size": "Size", "tags": "Tags"}
    monkeypatch.setitem(PROVISIONS, THING, Provision(properties=properties, name_input="name", make=make))
    return asked


@pytest.fixture
def provisioner() -> EmulatorProvisioner:
    cloud = Cloud(clients=Clients(NOWHERE, "us-east-1"), region="us-east-1", account="000000000000")
    return EmulatorProvisioner(cloud, {"Environment": "dev"})


def resource_args(typ: str, provider: str = "", resource_id: str = "", **inputs: Any) -> MockResourceArgs:
    return MockResourceArgs(typ, "one", inputs, provider=provider, resource_id=resource_id, custom=True)


def test_an_unknown_type_is_an_error(provisioner: EmulatorProvisioner) -> None:
    with pytest.raises(UnsupportedResourceError, match="no provisioner for aws:ec2/instance:Instance, the type of one"):
        provisioner.new_resource(resource_args("aws:ec2/instance:Instance"))


def test_an_unknown_property_is_an_error_and_nothing_is_made(
    provisioner: EmulatorProvisioner, wanted: list[Wanted]
) -> None:
    with pytest.raises(UnknownPropertyError, match=f"property colour of {THING} one"):
        provisioner.new_resource(resource_args(THING, colour="red"))
    assert wanted == []


@pytest.mark.usefixtures("wanted")
def test_looking_up_a_resource_is_an_error(provisioner: EmulatorProvisioner) -> None:
    with pytest.raises(UnsupportedResourceError, match="cannot look up or import"):
        provisioner.new_resource(resource_args(THING, resource_id="there-already"))


def test_an_unknown_provider_function_is_an_error(provisioner: EmulatorProvisioner) -> None:
    with pytest.raises(UnsupportedResourceError, match="getAmi"):
        provisioner.call(MockCallArgs("aws:ec2/getAmi:getAmi", {}, ""))


def test_whole_numbers_arrive_whole(provisioner: EmulatorProvisioner, wanted: list[Wanted]) -> None:
    provisioner.new_resource(resource_args(THING, name="n", size=5.0))
    assert repr(wanted[0].parameters["Size"]) == "5"


def test_the_state_is_inputs_and_outputs(provisioner: EmulatorProvisioner, wanted: list[Wanted]) -> None:
    identity, state = provisioner.new_resource(resource_args(THING, name="n", size=5.0, tags={"a": "b"}))
    assert identity == "id-1"
    assert state == {
        "id": "id-1",
        "name": "n",
        "size": 5,
        "arn": "arn-1",
        "tags": {"a": "b"},
        "tagsAll": {"Environment": "dev", "a": "b"},
    }
    assert wanted[0].parameters["Tags"] == {"Environment": "dev", "a": "b"}


def test_what_the_program_does_not_name_gets_a_name_of_its_own(
    provisioner: EmulatorProvisioner, wanted: list[Wanted]
) -> None:
    names = {provisioner.new_resource(resource_args(THING))[1]["name"] for _ in range(3)}
    assert len(names) == 3
    assert names == {one.name for one in wanted}
    assert all(name.startswith("one-") for name in names)


def test_an_explicit_provider_brings_its_own_tags(provisioner: EmulatorProvisioner, wanted: list[Wanted]) -> None:
    provider = MockResourceArgs(
        "pulumi:providers:aws",
        "mine",
        {"defaultTags": '{"tags": {"Team": "risk"}}', "region": "us-east-1"},
        custom=True,
    )
    identity, _ = provisioner.new_resource(provider)
    reference = f"urn:pulumi:dev::tiny::pulumi:providers:aws::mine::{identity}"
    provisioner.new_resource(resource_args(THING, provider=reference))
    assert wanted[0].parameters["Tags"] == {"Team": "risk"}


def test_a_provider_for_another_region_is_an_error(provisioner: EmulatorProvisioner) -> None:
    elsewhere = MockResourceArgs("pulumi:providers:aws", "mine", {"region": "eu-west-1"}, custom=True)
    with pytest.raises(UnknownPropertyError, match="region=eu-west-1 of provider mine"):
        provisioner.new_resource(elsewhere)
