"""Secrets in all that a function is given: the request, its headers and caller, the environment, errors of AWS."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from tests.handlers.clients_of_others import is_of_the_embedded_aws
from tests.handlers.functions import captured_event

MERCHANT, AMOUNT, METADATA, NOTE = "Q7merchantQ7", Decimal("73914.27"), "Q7metadataQ7", "Q7noteQ7"
"""Parts of a request, which neither a log nor a refusal may repeat."""

SIGNATURE, TOKEN, COOKIE, ACCESS_KEY = "Q7signatureQ7", "Q7tokenQ7", "Q7cookieQ7", "Q7accesskeyQ7"
ENVIRONMENT, AWS_SAYS = "Q7environmentQ7", "Q7awssaysQ7"

OF_REQUESTS = (MERCHANT, "73914", METADATA, NOTE)
OF_OTHERS = (SIGNATURE, TOKEN, COOKIE, ACCESS_KEY, ENVIRONMENT, AWS_SAYS)
"""Secrets that no answer may repeat either, however good the request was."""

BEARERS = {
    "Authorization": f"AWS4-HMAC-SHA256 Credential=AKIA/x, Signature={SIGNATURE}",
    "X-Amz-Security-Token": TOKEN,
    "Cookie": COOKIE,
}


def payment(name: str, **fields: Any) -> dict[str, Any]:
    """Return a request that scores 0.5 and more, with secrets in it."""
    return {
        "transaction_id": name,
        "amount": float(AMOUNT),
        "merchant": f"crypto {MERCHANT}",
        "metadata": {"token": METADATA, "device_id": f"d-{METADATA}"},
        **fields,
    }


def event(**fields: Any) -> dict[str, Any]:
    """Return an event of API Gateway whose headers and caller hold secrets."""
    captured = captured_event("api_request")
    several = {name: [value] for name, value in BEARERS.items()}
    identity = {"accessKey": ACCESS_KEY, "userArn": "arn:aws:iam::123456789012:user/ann", "apiKey": TOKEN}
    return {
        **captured,
        "headers": {**captured["headers"], **BEARERS},
        "multiValueHeaders": {**captured["multiValueHeaders"], **several},
        "requestContext": {**captured["requestContext"], "identity": identity},
        **fields,
    }


@contextmanager
def secrets_in_environment() -> Iterator[None]:
    """Plant secrets in the environment, of which Lambda's own are some."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "WEBHOOK_URL"):
            patch.setenv(name, f"https://hooks.example/{ENVIRONMENT}")
        yield


@contextmanager
def refusing_aws() -> Iterator[None]:
    """Let every call of AWS fail with an error that quotes what it was sent, as some of AWS's errors do."""
    call: Any = getattr(BaseClient, "_make_api_call")  # noqa: B009 -- where every method of every client ends; it has no types

    def refuse(client: BaseClient, operation: str, asked: Mapping[str, Any]) -> Any:
        if is_of_the_embedded_aws(client):
            return call(client, operation, asked)
        message = f"{AWS_SAYS}: one or more values were invalid: {asked}"
        raise ClientError({"Error": {"Code": "ValidationException", "Message": message}}, operation)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseClient, "_make_api_call", refuse)
        yield


def leaked(text: str, *, echo: bool = False) -> list[str]:
    """Return the secrets in a text; with `echo` those of the request may stand there, as they are its reader's own."""
    return [secret for secret in (*OF_OTHERS, *(() if echo else OF_REQUESTS)) if secret in text]
