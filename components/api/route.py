"""One path of the API: its methods, and the answer to every other one."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_aws import apigateway

from components.api.catch_all import CatchAll, CatchAllArgs
from components.api.gateway_errors import only_these
from components.api.method import Place, RouteMethod, make_method


@dataclass(frozen=True, kw_only=True)
class RouteArgs:
    """`path` from the root, its last segment under `parent_id`; one method for each verb that it takes."""

    api: apigateway.RestApi
    parent_id: Input[str]
    path: str
    methods: Sequence[RouteMethod]
    validator_id: Input[str]
    authorization: str


class Route(ComponentResource):
    """A route; its `resource_id` is the parent of routes below it, `model` the form of the bodies that it takes.

    A deployment waits for `parts`, and is made anew when `inputs` change.
    """

    resource_id: Output[str]
    model: Output[str] | None
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
        place = Place(
            api=args.api,
            resource_id=resource.id,
            path=args.path,
            validator_id=args.validator_id,
            authorization=args.authorization,
        )
        methods = [make_method(name, each, place, child) for each in args.methods]
        verbs = sorted(each.verb for each in args.methods)
        others = CatchAll(
            f"{name}-others",
            CatchAllArgs(
                api=args.api,
                resource_id=resource.id,
                path=args.path,
                status=HTTPStatus.METHOD_NOT_ALLOWED,
                message=only_these(verbs),
                headers={"Allow": ", ".join(verbs)},
            ),
            opts=child,
        )
        self.resource_id = resource.id
        self.model = next((each.model for each in methods if each.model is not None), None)
        self.parts = [*(part for each in methods for part in each.parts), *others.parts]
        self.inputs = [args.path, *(part for each in methods for part in each.inputs), *others.inputs]
        self.register_outputs({"resource_id": self.resource_id})
