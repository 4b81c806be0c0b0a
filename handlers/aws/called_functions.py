"""The functions behind the API's other routes, as the Fraud Detector endpoint calls them: by the same events."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from handlers.fraud_detector.faults import EventConflict, InternalFault, Throttled, UnknownResource, ValidationFault

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

THROTTLED, DENIED = "TooManyRequestsException", "AccessDeniedException"
MEMBERS = {
    "transaction_id": "eventId",
    "id": "eventId",
    "timestamp": "eventTimestamp",
    "customer_id": "entities[0].entityId",
    "metadata": "eventVariables",
    "at": "labelTimestamp",
}
"""Fields of ours by the members that they were made of; amount, currency and merchant are variables."""

_FAULTS = {400: ValidationFault, 413: ValidationFault, 404: UnknownResource, 409: EventConflict}


class FunctionFailed(Exception):
    """Raised when a function did not answer, or ended with an error of its own, which its log has; says which one."""


class FunctionNames(NamedTuple):
    """Names or ARNs of functions."""

    decision: str
    ingestion: str
    feedback: str
    queries: str


class CalledFunctions:
    """Calls functions, and returns the bodies of their answers."""

    def __init__(self, client: "LambdaClient", names: FunctionNames) -> None:
        self._client = client
        self._names = names

    def decide(self, body: str) -> bytes:
        """Return Decision's answer; raise ServiceFault."""
        return self._call(self._names.decision, _posted("/decisions", body))

    def store(self, body: str) -> bytes:
        """Return Ingestion's answer; raise ServiceFault."""
        return self._call(self._names.ingestion, _posted("/transactions", body))

    def label(self, body: str) -> bytes:
        """Return Feedback's answer; raise ServiceFault."""
        return self._call(self._names.feedback, _posted("/labels", body))

    def transaction(self, event_id: str) -> bytes:
        """Return Queries' answer with the transaction of an id; raise ServiceFault."""
        event = {"resource": "/transactions", "headers": {}, "queryStringParameters": {"id": event_id}}
        return self._call(self._names.queries, event)

    def strategy(self, digest: str | None) -> bytes:
        """Return Queries' answer with the document of a digest, or with the active one; raise ServiceFault."""
        return self._call(self._names.queries, {"strategy": digest, "headers": {}})

    def _call(self, name: str, event: Mapping[str, Any]) -> bytes:
        try:
            answer = self._client.invoke(FunctionName=name, Payload=msgspec.json.encode(event))
            payload = answer["Payload"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] == THROTTLED:
                raise Throttled("there is no instance free, try again") from None
            raise InternalFault("a function did not answer, try again") from FunctionFailed(_told(name, error))
        except BotoCoreError as error:
            failed = FunctionFailed(f"{name} ({type(error).__name__})")  # its text may quote what it was sent
            raise InternalFault("a function did not answer, try again") from failed
        if "FunctionError" in answer:
            raise InternalFault("a function failed, try again") from FunctionFailed(name)
        response = json.loads(payload)
        status, body = response["statusCode"], response["body"]
        if status == 200:  # noqa: PLR2004 -- HTTP's
            return str(body).encode()
        raise _FAULTS.get(status, InternalFault)(said(json.loads(body).get("error", "")))


def said(error: str) -> str:
    """Return an error of ours with the member of the request in the place of the field."""
    field, colon, rule = error.partition(": ")
    if not colon:
        return error
    return f"{MEMBERS.get(field, f'eventVariables, as {field}')}: {rule}"


def _told(name: str, error: ClientError) -> str:
    """Return what a log may hold of an error: AWS's text names a missing right, and may quote a payload otherwise."""
    code, text = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    return f"{name} ({code})" + (f": {text}" if code == DENIED else "")


def _posted(resource: str, body: str) -> dict[str, Any]:
    return {
        "resource": resource,
        "httpMethod": "POST",
        "headers": {"Content-Type": "application/json"},
        "body": body,
        "isBase64Encoded": False,
    }
