"""The API's routes: which function is behind which path and method, and the form of what each takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Input, ResourceOptions
from pulumi_aws import apigateway

from components.api.method import Body, RouteMethod
from components.api.route import Route, RouteArgs
from components.compute.function import Function
from handlers.contract.batch import batch_schema
from handlers.contract.label import labels_schema
from handlers.contract.request import json_schema
from handlers.contract.review_request import review_request_schema

DRY_RUN = "dry_run"
"""The query parameter of a decision that is not to be stored."""

PAGE = ("limit", "cursor")
"""The query parameters of every list."""


@dataclass(frozen=True, kw_only=True)
class RouteFunctions:
    """`ingestion` stores transactions, `decision` decides on them, `feedback` takes labels and works on reviews.

    `queries` reads it all back. `fraud_detector`, where there is one, answers clients of Amazon Fraud Detector.
    """

    ingestion: Function
    decision: Function
    feedback: Function
    queries: Function
    fraud_detector: Function | None = None


def make_routes(
    prefix: str,
    api: apigateway.RestApi,
    *,
    functions: RouteFunctions,
    authorization: str,
    validator_id: Input[str],
    opts: ResourceOptions,
) -> Sequence[Route]:
    """Make every route of the API; `prefix` begins their names, `validator_id` checks bodies."""

    def route(name: str, path: str, *methods: RouteMethod, below: Input[str] = api.root_resource_id) -> Route:
        args = RouteArgs(
            api=api,
            parent_id=below,
            path=path,
            methods=methods,
            validator_id=validator_id,
            authorization=authorization,
        )
        return Route(f"{prefix}{name}-route", args, opts=opts)

    def read(*query: str) -> RouteMethod:
        return RouteMethod(verb="GET", function=functions.queries, query=query)

    def take(function: Function, model: str, schema: dict[str, object]) -> RouteMethod:
        return RouteMethod(verb="POST", function=function, body=Body(model=model, schema=schema))

    single = route("transactions", "/transactions", take(functions.ingestion, "Transaction", json_schema()), read("id"))
    decide = RouteMethod(verb="POST", function=functions.decision, body=single.model, query=[DRY_RUN])
    # its bodies are of another media type, and one operation's are not another's: the function checks them
    compatible = (
        [route("frauddetector", "/frauddetector", RouteMethod(verb="POST", function=functions.fraud_detector))]
        if functions.fraud_detector
        else []
    )
    return (
        single,
        route(
            "batch",
            "/transactions/batch",
            take(functions.ingestion, "Batch", batch_schema()),
            below=single.resource_id,
        ),
        route("transaction", "/transactions/{id}", read(), below=single.resource_id),
        route("decisions", "/decisions", decide),
        route("labels", "/labels", take(functions.feedback, "Labels", labels_schema())),
        route(
            "reviews",
            "/reviews",
            take(functions.feedback, "Review", review_request_schema()),
            read("state", *PAGE),
        ),
        route("alerts", "/alerts", read("from", "to", "outcome", *PAGE)),
        route("entities", "/entities", read("kind", "id")),
        *compatible,
    )
