"""The OpenAPI 3.1 document of the API."""

import json
from importlib.metadata import version
from typing import Any

from fraudctl.openapi.operation import error_responses
from fraudctl.openapi.read_operations import READ_OPERATIONS
from fraudctl.openapi.request_schemas import request_schemas
from fraudctl.openapi.schemas import answer_schemas
from fraudctl.openapi.send_operations import SEND_OPERATIONS
from handlers.contract.answers import ErrorAnswer

OPERATIONS = (*SEND_OPERATIONS, *READ_OPERATIONS)

DESCRIPTION = """\
Decides on financial transactions before they go through, stores them, and takes back what they turned out to be.

Calls are signed with AWS Signature Version 4 for the service `execute-api`.
Every answer but 200 is `{"error": "field: rule"}`.
To send the same body again is safe: it is answered as the first time, and nothing is stored twice."""

SERVERS = [
    {
        "url": "https://{api}.execute-api.{region}.{domain}/prod",
        "description": "A stack's API: its export api_endpoint, without /transactions.",
        "variables": {
            "api": {"default": "a1b2c3d4e5", "description": "the API's id"},
            "region": {"default": "us-east-1"},
            "domain": {"default": "amazonaws.com", "description": "amazonaws.com.cn in China"},
        },
    }
]

SIGNED = {
    "type": "apiKey",
    "name": "Authorization",
    "in": "header",
    "description": "AWS Signature Version 4, service execute-api; a stack with `authorization` NONE takes any call.",
    "x-amazon-apigateway-authtype": "awsSigv4",
}

TAGS = {
    "Send": "Transactions that are stored first, and scored afterwards. Policy: client_policy_arn.",
    "Decide": "Decisions before the payment goes through. Policy: decide_policy_arn.",
    "Feedback": "What transactions turned out to be, and what people decide. Policy: feedback_policy_arn.",
    "Read": "What is known, read back. Policy: read_policy_arn.",
}


def openapi_document() -> dict[str, Any]:
    """Return the document, for JSON."""
    paths: dict[str, dict[str, Any]] = {}
    for each in OPERATIONS:
        paths.setdefault(each.path, {})[each.method] = each.described()
    schemas = {**request_schemas(), **answer_schemas([ErrorAnswer, *(each.answer for each in OPERATIONS)])}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Fraud detection",
            "version": version("fraud-detection"),
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": SERVERS,
        "security": [{"sigv4": []}],
        "tags": [{"name": name, "description": description} for name, description in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": error_responses(),
            "securitySchemes": {"sigv4": SIGNED},
        },
    }


def openapi_text() -> str:
    """Return the document as JSON, as docs/openapi.json has it."""
    return json.dumps(openapi_document(), indent=2, ensure_ascii=False) + "\n"
