"""All that a deployment is a snapshot of is in its triggers: another change would never reach a client."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from components.api import api
from tests.components.stacks import DryRunStack, dry_run_anew

SNAPSHOT = (
    "integration:Integration",
    "integrationResponse:IntegrationResponse",
    "method:Method",
    "methodResponse:MethodResponse",
    "model:Model",
    "requestValidator:RequestValidator",
)
IDS = {"restApi", "resourceId", "requestValidatorId"}
"""These stay the same on an edit in place."""


@pytest.fixture(scope="module")
def undigested() -> Iterator[DryRunStack]:
    """Return the stack with readable triggers in place of digests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "_digest", lambda text: text)
        yield dry_run_anew("dev")


def pairs(value: Any) -> Iterator[tuple[str, str]]:
    """Yield every name with its value, at any depth, named as the provider does."""
    match value:
        case dict():
            for name, item in value.items():
                yield re.sub(r"_(\w)", lambda match: match[1].upper(), name), json.dumps(item, sort_keys=True)
                yield from pairs(item)
        case list():
            for item in value:
                yield from pairs(item)


@pytest.mark.parametrize("kind", SNAPSHOT)
def test_every_input_of_what_a_deployment_holds_is_in_its_triggers(undigested: DryRunStack, kind: str) -> None:
    triggers = undigested.one("apigateway/deployment:Deployment").inputs["triggers"]
    watched = set(pairs(json.loads(triggers["inputs"])))

    made = undigested.all(f"apigateway/{kind}")
    assert made
    for resource in made:
        asked = {(name, json.dumps(item, sort_keys=True)) for name, item in resource.inputs.items() if name not in IDS}
        assert asked <= watched, resource.name


def test_every_path_is_in_its_triggers(undigested: DryRunStack) -> None:
    text = undigested.one("apigateway/deployment:Deployment").inputs["triggers"]["inputs"]

    for resource in undigested.all("apigateway/resource:Resource"):
        assert f'/{resource.inputs["pathPart"]}"' in text


def test_every_gateway_response_is_in_its_triggers(undigested: DryRunStack) -> None:
    errors = json.loads(undigested.one("apigateway/deployment:Deployment").inputs["triggers"]["errors"])

    for response in undigested.all("apigateway/response:Response"):
        watched = errors[response.inputs["responseType"]]
        assert watched["template"] == response.inputs["responseTemplates"]["application/json"]
        assert watched["status"] == response.inputs.get("statusCode")
