"""A live REST API, found by its name, and its parts, found by path and name."""

from collections.abc import Mapping
from typing import Any

from fraudctl.adopt.registry import Account, Live, finds
from fraudctl.errors import CommandError


@finds("aws:apigateway/restApi:RestApi")
def find_rest_api(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    client, name = account.client("apigateway"), inputs["name"]
    pages = client.get_paginator("get_rest_apis").paginate()
    found = [each for page in pages for each in page["items"] if each["name"] == name]
    if not found:
        return None
    if len(found) > 1:
        ids = ", ".join(each["id"] for each in found)
        raise CommandError(f"there are {len(found)} APIs of the name {name} ({ids}): delete or rename all but one")
    identity = found[0]["id"]
    root = next(each["id"] for each in _resources(account, identity) if each["path"] == "/")
    return Live(
        id=identity,
        properties={"endpointConfiguration.types": found[0].get("endpointConfiguration", {}).get("types", [None])[0]},
        outputs={"id": identity, "rootResourceId": root},
    )


@finds("aws:apigateway/resource:Resource")
def find_resource(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    api, wanted = inputs["restApi"], (inputs["parentId"], inputs["pathPart"])
    for found in _resources(account, api):
        if (found.get("parentId"), found.get("pathPart")) == wanted:
            return Live(id=f"{api}/{found['id']}", outputs={"id": found["id"]})
    return None


@finds("aws:apigateway/method:Method")
def find_method(account: Account, inputs: Mapping[str, Any]) -> Live:
    found = account.client("apigateway").get_method(**_method_id(inputs))
    return Live(
        id="/".join(_method_id(inputs).values()),
        properties={
            "authorization": found["authorizationType"],
            "requestModels": found.get("requestModels") or {},
            "apiKeyRequired": found.get("apiKeyRequired", False),
        },
    )


@finds("aws:apigateway/integration:Integration")
def find_integration(account: Account, inputs: Mapping[str, Any]) -> Live:
    found = account.client("apigateway").get_integration(**_method_id(inputs))
    return Live(
        id="/".join(_method_id(inputs).values()),
        properties={
            "type": found["type"],
            "integrationHttpMethod": found.get("httpMethod"),
            "uri": found.get("uri"),
        },
    )


@finds("aws:apigateway/methodResponse:MethodResponse")
def find_method_response(account: Account, inputs: Mapping[str, Any]) -> Live:
    parts = _method_id(inputs) | {"statusCode": inputs["statusCode"]}
    found = account.client("apigateway").get_method_response(**parts)
    properties = {"responseParameters": found.get("responseParameters") or {}}
    return Live(id="/".join(parts.values()), properties=properties)


@finds("aws:apigateway/integrationResponse:IntegrationResponse")
def find_integration_response(account: Account, inputs: Mapping[str, Any]) -> Live:
    parts = _method_id(inputs) | {"statusCode": inputs["statusCode"]}
    found = account.client("apigateway").get_integration_response(**parts)
    return Live(
        id="/".join(parts.values()),
        properties={
            "responseParameters": found.get("responseParameters") or {},
            "responseTemplates": found.get("responseTemplates") or {},
        },
    )


@finds("aws:apigateway/model:Model")
def find_model(account: Account, inputs: Mapping[str, Any]) -> Live:
    api, name = inputs["restApi"], inputs["name"]
    found = account.client("apigateway").get_model(restApiId=api, modelName=name)
    return Live(id=f"{api}/{name}", properties={"schema": found.get("schema")}, outputs={"name": name})


@finds("aws:apigateway/requestValidator:RequestValidator")
def find_validator(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    api = inputs["restApi"]
    for found in account.client("apigateway").get_request_validators(restApiId=api)["items"]:
        if found["name"] == inputs["name"]:
            properties = {"validateRequestBody": found.get("validateRequestBody", False)}
            return Live(id=f"{api}/{found['id']}", properties=properties, outputs={"id": found["id"]})
    return None


@finds("aws:apigateway/response:Response")
def find_gateway_response(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    """Return a gateway response that somebody configured; API Gateway has a default one for every kind."""
    api, kind = inputs["restApiId"], inputs["responseType"]
    found = account.client("apigateway").get_gateway_response(restApiId=api, responseType=kind)
    if found.get("defaultResponse", False):
        return None
    return Live(id=f"{api}/{kind}", properties={"responseTemplates": found.get("responseTemplates") or {}})


@finds("aws:apigateway/stage:Stage")
def find_stage(account: Account, inputs: Mapping[str, Any]) -> Live:
    api, name = inputs["restApi"], inputs["stageName"]
    found = account.client("apigateway").get_stage(restApiId=api, stageName=name)
    return Live(id=f"{api}/{name}", properties={"xrayTracingEnabled": found.get("tracingEnabled", False)})


@finds("aws:apigateway/methodSettings:MethodSettings")
def find_method_settings(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    api, name, path = inputs["restApi"], inputs["stageName"], inputs["methodPath"]
    found = account.client("apigateway").get_stage(restApiId=api, stageName=name).get("methodSettings", {}).get(path)
    if not found:
        return None
    return Live(
        id=f"{api}/{name}/{path}",
        properties={
            "settings.throttlingRateLimit": found.get("throttlingRateLimit"),
            "settings.throttlingBurstLimit": found.get("throttlingBurstLimit"),
        },
    )


def _resources(account: Account, api: str) -> list[dict[str, Any]]:
    pages = account.client("apigateway").get_paginator("get_resources").paginate(restApiId=api)
    return [each for page in pages for each in page["items"]]


def _method_id(inputs: Mapping[str, Any]) -> dict[str, str]:
    """Return the parts of a method's import id, in its order."""
    return {"restApiId": inputs["restApi"], "resourceId": inputs["resourceId"], "httpMethod": inputs["httpMethod"]}
