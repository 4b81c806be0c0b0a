"""One method of a route: its requests, checked where they have a body, are passed on to a function."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pulumi import Input, Output, Resource, ResourceOptions
from pulumi_aws import apigateway, lambda_

from components.compute.function import Function

Verb = Literal["GET", "POST"]


@dataclass(frozen=True, kw_only=True)
class Body:
    """The form of a method's bodies: the name of the API's model, and its schema (JSON schema, draft 4)."""

    model: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class RouteMethod:
    """A method and the function behind it; `query` names the parameters that it may have.

    `body` is the form of its bodies, or the name of a model that another route has made; a GET has none.
    """

    verb: Verb
    function: Function
    body: Body | Output[str] | None = None
    query: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Place:
    """The API's resource that a method is of, and who may call it; `validator_id` checks bodies."""

    api: apigateway.RestApi
    resource_id: Input[str]
    path: str
    validator_id: Input[str]
    authorization: str


@dataclass(frozen=True, kw_only=True)
class MadeMethod:
    """The resources that a deployment waits for, the inputs by which it is made anew, and the model of the bodies."""

    parts: Sequence[Resource]
    inputs: Sequence[Any]
    model: Output[str] | None


def make_method(name: str, method: RouteMethod, place: Place, opts: ResourceOptions) -> MadeMethod:
    """Make a method of the route `name`, the only one of its verb."""
    verb, function = method.verb, method.function
    # those of POST have the names that they had when there was no other method: a stack that runs keeps them
    stem = name if verb == "POST" else f"{name}-{verb.lower()}"
    model, described = _model(name, method.body, place.api, opts)
    checked: dict[str, Any] = {
        "http_method": verb,
        "authorization": place.authorization,
        # whatever the content type says, the body is checked
        "request_models": None if model is None else {"$default": model},
        "request_parameters": _parameters(place.path, method.query) or None,
    }
    made = apigateway.Method(
        f"{name}-{verb.lower()}",
        rest_api=place.api.id,
        resource_id=place.resource_id,
        request_validator_id=None if model is None else place.validator_id,
        **checked,
        opts=opts,
    )
    passed_on: dict[str, Any] = {
        "type": "AWS_PROXY",
        "integration_http_method": "POST",  # of Lambda's API, whatever the client's is
        "uri": function.invoke_arn,
    }
    integration = apigateway.Integration(
        f"{stem}-integration",
        rest_api=place.api.id,
        resource_id=place.resource_id,
        http_method=made.http_method,
        **passed_on,
        opts=opts,
    )
    any_value = re.sub(r"\{\w+\}", "*", place.path)
    lambda_.Permission(
        f"{stem}-may-invoke",
        action="lambda:InvokeFunction",
        function=function.name,
        qualifier=function.qualifier,
        principal="apigateway.amazonaws.com",
        source_arn=Output.concat(place.api.execution_arn, f"/*/{verb}", any_value),
        opts=opts,
    )
    return MadeMethod(parts=[made, integration], inputs=[*described, checked, passed_on], model=model)


def _parameters(path: str, query: Sequence[str]) -> dict[str, bool]:
    """Return the parameters of a request: those within the path are always there."""
    within = {f"method.request.path.{name}": True for name in re.findall(r"\{(\w+)\}", path)}
    return within | {f"method.request.querystring.{name}": False for name in query}


def _model(
    name: str, body: Body | Output[str] | None, api: apigateway.RestApi, opts: ResourceOptions
) -> tuple[Output[str] | None, list[dict[str, Any]]]:
    """Return the model's name, and what is new to the API about it: nothing where another route has made it."""
    if not isinstance(body, Body):
        return body, []
    described: dict[str, Any] = {
        "name": body.model,
        "content_type": "application/json",
        "schema": json.dumps(body.schema, sort_keys=True),
    }
    model = apigateway.Model(f"{name}-model", rest_api=api.id, **described, opts=opts)
    return model.name, [described]
