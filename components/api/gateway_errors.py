"""The API's own error answers, in the form of the functions' answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pulumi import ResourceOptions
from pulumi_aws import apigateway

from handlers.contract import batch, label
from handlers.contract.http import RETRY_AFTER
from handlers.contract.request import RULES
from handlers.contract.review_request import REVIEW_RULES

NO_SUCH_PATH = (
    "path: there is none such; POST /transactions takes one transaction, POST /transactions/batch up to 100, "
    "POST /decisions one to decide on, POST /labels up to 100 labels, POST /reviews what a person does about one; "
    "GET /transactions/ID, /alerts, /reviews and /entities read back"
)


@dataclass(frozen=True, kw_only=True)
class GatewayError:
    """The template of an answer's body, and a status in place of the gateway's own."""

    template: str
    status: str | None = None
    retry_after: str | None = None
    """Seconds, where the same again may succeed."""


def error_body(message: str) -> str:
    """Return a message as an answer's body.

    Raises:
        ValueError: the message has a character that a template would interpret.
    """
    if set(message) & set("$#"):
        raise ValueError(message)
    return json.dumps({"error": message})


def only_these(verbs: Sequence[str]) -> str:
    """Return the message that names the methods of a path."""
    return f"method: only {' and '.join(verbs)} {'are' if len(verbs) > 1 else 'is'} allowed here"


GATEWAY_MESSAGE = GatewayError(template='{"error":$context.error.messageString}')

LISTS = {each.FIELD: f"of many in a request, {each.RULE}" for each in (batch, label)}
"""The rules of the fields of the routes that take lists."""

ERRORS = {
    # a gateway cannot say which field it was, nor answer each route in its own words
    "BAD_REQUEST_BODY": GatewayError(
        template=error_body(
            "body: breaks the rule of a field: "
            + "; ".join(f"{name}: {rule}" for name, rule in {**REVIEW_RULES, **RULES, **LISTS}.items())
        )
    ),
    # only the answers to unknown paths depend on the body's type, and the type is not the mistake
    "UNSUPPORTED_MEDIA_TYPE": GatewayError(template=error_body(NO_SUCH_PATH), status="404"),
    "DEFAULT_4XX": GATEWAY_MESSAGE,
    # the function failed, or had no instance left: as when nothing durable took it
    "DEFAULT_5XX": replace(GATEWAY_MESSAGE, retry_after=RETRY_AFTER),
}
"""By the kind of the gateway's answer."""


def gateway_responses(
    name: str, api: apigateway.RestApi, errors: Mapping[str, GatewayError], opts: ResourceOptions
) -> list[apigateway.Response]:
    """Make the answers; a deployment contains them only if it is made after them."""
    return [
        apigateway.Response(
            f"{name}-{kind.lower().replace('_', '-')}",
            rest_api_id=api.id,
            response_type=kind,
            status_code=error.status,
            response_templates={"application/json": error.template},
            response_parameters=_headers(error),
            opts=opts,
        )
        for kind, error in errors.items()
    ]


def _headers(error: GatewayError) -> dict[str, str] | None:
    return {"gatewayresponse.header.Retry-After": f"'{error.retry_after}'"} if error.retry_after else None
