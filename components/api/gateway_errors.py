"""What the API itself answers in place of a function, in the form of the functions' answers."""

import json
from dataclasses import dataclass

from pulumi import ResourceOptions
from pulumi_aws import apigateway

from handlers.contract.request import RULES

NO_SUCH_PATH = "path: there is none such; POST /transactions takes one transaction, POST /transactions/batch up to 100"
ONLY_POST = "method: only POST is allowed here"


@dataclass(frozen=True, kw_only=True)
class GatewayError:
    """A template of the answer's body, and its status where it is not to be the gateway's own."""

    template: str
    status: str | None = None


def error_body(message: str) -> str:
    """Return a message as an answer's body; nothing in it may mean something to a template."""
    if set(message) & set("$#"):
        raise ValueError(message)
    return json.dumps({"error": message})


OWN_WORDS = GatewayError(template='{"error":$context.error.messageString}')

ERRORS = {
    # a gateway cannot say which field it was
    "BAD_REQUEST_BODY": GatewayError(
        template=error_body(
            "body: breaks the rule of a field: " + "; ".join(f"{name}: {rule}" for name, rule in RULES.items())
        )
    ),
    # only what leads nowhere minds the type of a body: what is wrong is not the type
    "UNSUPPORTED_MEDIA_TYPE": GatewayError(template=error_body(NO_SUCH_PATH), status="404"),
    "DEFAULT_4XX": OWN_WORDS,
    "DEFAULT_5XX": OWN_WORDS,
}
"""By the kind of the gateway's answer."""


def gateway_responses(name: str, api: apigateway.RestApi, opts: ResourceOptions) -> list[apigateway.Response]:
    """Make the answers; a deployment has them only if it comes after them."""
    return [
        apigateway.Response(
            f"{name}-{kind.lower().replace('_', '-')}",
            rest_api_id=api.id,
            response_type=kind,
            status_code=error.status,
            response_templates={"application/json": error.template},
            opts=opts,
        )
        for kind, error in ERRORS.items()
    ]
