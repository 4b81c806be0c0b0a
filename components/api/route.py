"""One `POST` route of the API: its body checked against a model, its requests passed on to a function."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_aws import apigateway, lambda_

from components.api.catch_all import CatchAll, CatchAllArgs
from components.api.gateway_errors import ONLY_POST
from components.compute.function import Function


@dataclass(frozen=True, kw_only=True)
class Body:
    """The form of a route's bodies: the name of the API's model, and its schema (JSON schema, draft 4)."""

    model: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class RouteArgs:
    """`path` from the root, its last segment under `parent_id`; `query` names the parameters that it may have.

    `body` is the form of its bodies, or another route of which it takes the bodies too.
    """

    api: apigateway.RestApi
    parent_id: Input[str]
    path: str
    body: Body | Route
    validator_id: Input[str]
    function: Function
    authorization: str
    query: Sequence[str] = ()


class Route(ComponentResource):
    """A route; its `resource_id` is the parent of routes below it.

    A deployment waits for `parts`, and is made anew when `inputs` change.
    """

    resource_id: Output[str]
    model: Output[str]
    parts: list[Resource]
    inputs: list[Any]

    def __init__(self, name: str, args: RouteArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Route", name, {}, opts)
        child = ResourceOptions(parent=self)
        resource = apigateway.Resource(
            f"{name}-resource",
            rest_api=args.api.id,
            parent_id=args.parent_id,
            path_part=args.path.rpartition("/")[2],
            opts=child,
        )
        self.model, described = self._model(name, args, child)
        checked: dict[str, Any] = {
            "http_method": "POST",
            "authorization": args.authorization,
            "request_models": {"$default": self.model},  # whatever the content type says, the body is checked
            "request_parameters": {f"method.request.querystring.{each}": False for each in args.query} or None,
        }
        method = apigateway.Method(
            f"{name}-post",
            rest_api=args.api.id,
            resource_id=resource.id,
            request_validator_id=args.validator_id,
            **checked,
            opts=child,
        )
        passed_on: dict[str, Any] = {
            "type": "AWS_PROXY",
            "integration_http_method": "POST",
            "uri": args.function.invoke_arn,
        }
        integration = apigateway.Integration(
            f"{name}-integration",
            rest_api=args.api.id,
            resource_id=resource.id,
            http_method=method.http_method,
            **passed_on,
            opts=child,
        )
        lambda_.Permission(
            f"{name}-may-invoke",
            action="lambda:InvokeFunction",
            function=args.function.name,
            qualifier=args.function.qualifier,
            principal="apigateway.amazonaws.com",
            source_arn=Output.concat(args.api.execution_arn, "/*/POST", args.path),
            opts=child,
        )
        others = CatchAll(
            f"{name}-others",
            CatchAllArgs(
                api=args.api,
                resource_id=resource.id,
                path=args.path,
                status=HTTPStatus.METHOD_NOT_ALLOWED,
                message=ONLY_POST,
                headers={"Allow": "POST"},
            ),
            opts=child,
        )
        self.resource_id = resource.id
        self.parts = [method, integration, *others.parts]
        self.inputs = [args.path, *described, checked, passed_on, *others.inputs]
        self.register_outputs({"resource_id": self.resource_id})

    @staticmethod
    def _model(name: str, args: RouteArgs, opts: ResourceOptions) -> tuple[Output[str], list[dict[str, Any]]]:
        """Return the model's name, and what is new to the API about it: nothing where another route has made it."""
        if isinstance(args.body, Route):
            return args.body.model, []
        described: dict[str, Any] = {
            "name": args.body.model,
            "content_type": "application/json",
            "schema": json.dumps(args.body.schema, sort_keys=True),
        }
        model = apigateway.Model(f"{name}-model", rest_api=args.api.id, **described, opts=opts)
        return model.name, [described]
