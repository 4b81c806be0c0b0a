"""The OpenAPI document has the very routes that the program deploys, with what they take."""

import json
from collections.abc import Mapping
from typing import Any

from fraudctl.openapi.document import openapi_document
from tests.components.stacks import DryRunStack

QUERY = "method.request.querystring."


def paths(stack: DryRunStack) -> dict[str, str]:
    """Return each resource's path by its id."""
    resources = {each.id: each.inputs for each in stack.all("apigateway/resource:Resource")}

    def path(identity: str) -> str:
        here = resources.get(identity)
        return f"{path(here['parentId'])}/{here['pathPart']}" if here else ""

    return {identity: path(identity) for identity in resources}


def deployed(stack: DryRunStack) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Return the methods that lead to a function, by path and method."""
    found, at = stack.all("apigateway/method:Method"), paths(stack)
    return {
        (at[each.inputs["resourceId"]], each.inputs["httpMethod"].lower()): each.inputs
        for each in found
        if each.inputs["httpMethod"] != "ANY"
    }


def described() -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (path, method): operation
        for path, methods in openapi_document()["paths"].items()
        for method, operation in methods.items()
    }


def test_every_route_is_described_and_every_description_is_a_route(stack: DryRunStack) -> None:
    assert set(described()) == set(deployed(stack))


def test_each_route_takes_the_parameters_that_are_described(stack: DryRunStack) -> None:
    methods = deployed(stack)
    for place, operation in described().items():
        asked = {each["name"] for each in operation.get("parameters", []) if each["in"] == "query"}
        known = {name for name in methods[place].get("requestParameters") or {} if name.startswith(QUERY)}
        assert {QUERY + name for name in asked} == known, place


def test_each_body_is_described_with_the_fields_of_the_apis_model(stack: DryRunStack) -> None:
    models = {each.inputs["name"]: json.loads(each.inputs["schema"]) for each in stack.all("apigateway/model:Model")}
    document, methods = openapi_document(), deployed(stack)
    for place, operation in described().items():
        if "requestBody" not in operation:
            assert "requestModels" not in methods[place]
            continue
        model = models[methods[place]["requestModels"]["$default"]]
        name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        schema = document["components"]["schemas"][name]
        parts = [document["components"]["schemas"][each["$ref"].rpartition("/")[2]] for each in schema.get("oneOf", ())]
        for each in parts or [schema]:
            assert set(model["required"]) <= set(each["required"]), place
            assert each["additionalProperties"] is False
        assert {name for each in parts or [schema] for name in each["properties"]} == set(model["properties"]), place


def test_calls_are_signed_as_the_document_says(stack: DryRunStack) -> None:
    assert openapi_document()["security"] == [{"sigv4": []}]
    assert {each["authorization"] for each in deployed(stack).values()} == {"AWS_IAM"}
