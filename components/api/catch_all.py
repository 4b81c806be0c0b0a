"""The API's own answer to any method that no route takes, in the form of the functions' answers.

Without it the gateway answers a mistyped path with 403, "Missing Authentication Token", and the caller looks for
credentials. A MOCK integration reaches nothing: no function runs.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from pulumi import ComponentResource, Input, Resource, ResourceOptions
from pulumi_aws import apigateway

from components.api.gateway_errors import NO_SUCH_PATH, error_body

ANY_PATH = "{proxy+}"
"""API Gateway's wildcard: one or more segments that no other resource has."""

BODIES = (
    "application/json",  # assumed where a request names none
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    "application/xml",
    "multipart/form-data",
    "text/csv",
    "text/html",
    "text/plain",
    "text/xml",
)
"""Content types with a fixed answer: the gateway chooses a template by type, and answers others with an error."""


@dataclass(frozen=True, kw_only=True)
class CatchAllArgs:
    """The answer to every method of the resource at `path` that no other method of it takes."""

    api: apigateway.RestApi
    path: str
    resource_id: Input[str]
    status: int
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)


class CatchAll(ComponentResource):
    """A method for all others, with a fixed answer.

    A deployment waits for `parts`, and is made anew when `inputs` change.
    """

    parts: list[Resource]
    inputs: list[Any]

    def __init__(self, name: str, args: CatchAllArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:CatchAll", name, {}, opts)
        child = ResourceOptions(parent=self)
        taken: dict[str, Any] = {"http_method": "ANY", "authorization": "NONE"}
        method = apigateway.Method(
            f"{name}-any", rest_api=args.api.id, resource_id=args.resource_id, **taken, opts=child
        )
        place: dict[str, Any] = {
            "rest_api": args.api.id,
            "resource_id": args.resource_id,
            "http_method": method.http_method,
        }
        mock: dict[str, Any] = {
            "type": "MOCK",
            "request_templates": dict.fromkeys(BODIES, json.dumps({"statusCode": args.status})),
            "passthrough_behavior": "NEVER",
        }
        integration = apigateway.Integration(f"{name}-integration", **place, **mock, opts=child)
        headers = {f"method.response.header.{header}": f"'{text}'" for header, text in args.headers.items()}
        declared: dict[str, Any] = {
            "status_code": str(args.status),
            "response_parameters": dict.fromkeys(headers, True) or None,
        }
        answer: dict[str, Any] = {
            "status_code": str(args.status),
            "response_parameters": headers or None,
            "response_templates": {"application/json": error_body(args.message)},
        }
        status = apigateway.MethodResponse(f"{name}-status", **place, **declared, opts=child)
        answered = apigateway.IntegrationResponse(
            f"{name}-answer",
            **place,
            **answer,
            opts=ResourceOptions(parent=self, depends_on=[integration, status]),
        )
        self.parts = [method, integration, status, answered]
        self.inputs = [args.path, taken, mock, declared, answer]
        self.register_outputs({})


def unknown_paths(name: str, api: apigateway.RestApi, opts: ResourceOptions) -> list[CatchAll]:
    """Make the answers to every path that has no route, the root included."""

    def no_such_path(path: str, resource_id: Input[str]) -> CatchAllArgs:
        return CatchAllArgs(
            api=api, path=path, resource_id=resource_id, status=HTTPStatus.NOT_FOUND, message=NO_SUCH_PATH
        )

    below_root = apigateway.Resource(
        f"{name}-below-root", rest_api=api.id, parent_id=api.root_resource_id, path_part=ANY_PATH, opts=opts
    )
    return [
        CatchAll(f"{name}-root", no_such_path("/", api.root_resource_id), opts=opts),
        CatchAll(f"{name}-unknown", no_such_path(f"/{ANY_PATH}", below_root.id), opts=opts),
    ]
