"""Signatures of API calls that are for API Gateway alone, as AWS has it: ministack takes those for any service."""

import importlib
import re
from collections.abc import Mapping
from types import ModuleType
from typing import Any

SERVICE = "execute-api"
WRONG = ("SignatureDoesNotMatch", f"Credential should be scoped to correct service: '{SERVICE}'. ")

_SIGNED_FOR = re.compile(r"AWS4-HMAC-SHA256 Credential=[^,\s]*/([^/,\s]+)/aws4_request")


def signed_for(headers: Mapping[str, str]) -> str | None:
    """Return the service that a request is signed for; None for one that is not signed."""
    found = _SIGNED_FOR.match(headers.get("authorization", ""))
    return found[1] if found else None


def patch_scopes(app: ModuleType) -> None:
    """Make ministack's API Gateway refuse signatures for other services where a method asks for one."""
    enforce = app._enforce_execute_api  # noqa: SLF001 -- it has no word for it

    def enforced(api: str, stage: str, method: str, path: str, *request: Any, **options: Any) -> Any:
        headers, query = request[:2]
        if signed_for(headers) not in (None, SERVICE):
            authorization = app._execute_api_authorization_type(api, stage, method, path)  # noqa: SLF001
            if authorization == "AWS_IAM":
                error = importlib.import_module("ministack.core.iam_evaluator").AuthError(*WRONG)
                answers = importlib.import_module("ministack.services.apigateway_v1")
                return answers.authentication_error_response(api, stage, error, headers, query)
        return enforce(api, stage, method, path, *request, **options)

    app._enforce_execute_api = enforced  # type: ignore[attr-defined]  # noqa: SLF001
