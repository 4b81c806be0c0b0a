"""Calls of DynamoDB that moto answers without HTTP: no request is built, signed, sent, and read again by moto.

That was two thirds of the time of these tests. How botocore says a call and reads an answer is tested with its clients,
and by every call of the tests on the embedded AWS.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.parsers import create_parser
from cryptography.hazmat.primitives.asymmetric import rsa
from moto import mock_aws
from moto.core.exceptions import JsonRESTError
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models.utilities import dynamo_to_dict
from moto.dynamodb.responses import DynamoHandler
from moto.sns.models import Subscription

from tests.dynamodb_rules.watch import WATCH
from tests.handlers.partiql import execute_statements

ANSWERED = {"HTTPStatusCode": 200, "HTTPHeaders": {}, "RetryAttempts": 0}


@contextmanager
def empty_account() -> Iterator[None]:
    """Have every call of AWS answered by moto, whose account is empty; DynamoDB's without HTTP."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("moto.core.models.RESPONSES_METHODS", [])  # of `requests`, by which nobody here calls AWS
        patch.setattr(Subscription, "private_key", lambda _: _key_of_topics())
        with mock_aws(), _answered_by_moto():
            yield


@cache
def _key_of_topics() -> rsa.RSAPrivateKey:
    """Return the key that signs what a queue gets from a topic: moto makes one for each subscription."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@contextmanager
def _answered_by_moto() -> Iterator[None]:
    call = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001 -- where every method of a client ends

    def answered(client: Any, operation: str, arguments: Mapping[str, Any]) -> Any:
        if client.meta.service_model.service_name != "dynamodb":
            return call(client, operation, arguments)
        WATCH.check(client.meta.service_model, operation, arguments)
        if operation == "BatchExecuteStatement":
            return {"Responses": execute_statements(client, arguments["Statements"])}
        return _answer(client, operation, arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseClient, "_make_api_call", answered)
        yield


def _answer(client: Any, operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    moto = DynamoHandler()
    moto.current_account, moto.region, moto.uri_match = DEFAULT_ACCOUNT_ID, client.meta.region_name, {}
    moto.params = moto.body = _as_sent(arguments)
    try:
        result = getattr(moto, _method(operation))().result
    except JsonRESTError as error:
        raise _refusal(client, operation, error) from None
    members = client.meta.service_model.operation_model(operation).output_shape.members
    answer = {name: each for name, each in dynamo_to_dict(result or {}).items() if name in members and each is not None}
    return {**answer, "ResponseMetadata": ANSWERED}


def _refusal(client: Any, operation: str, error: JsonRESTError) -> Exception:
    """Return the error that botocore makes of a refusal: with members beside its message, such as the item found."""
    model, parser = client.meta.service_model, create_parser("json")
    response: Any = {"status_code": error.code, "headers": {}, "body": str(error.get_body()).encode()}
    said = parser.parse(response, model.operation_model(operation).output_shape)
    code = said["Error"]["Code"]
    if shape := model.shape_for_error_code(code):
        said.update(parser.parse(response, shape))
    refusal: Exception = client.exceptions.from_code(code)(said, operation)
    return refusal


def _as_sent(value: Any) -> Any:
    """Return a copy of an argument as moto reads it from a request.

    Raises:
        TypeError: JSON has no such value.
    """
    match value:
        case str() | bool() | int() | float() | bytes() | None:
            return value
        case Mapping():
            return {name: _as_sent(each) for name, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_as_sent(each) for each in value]
        case _:
            raise TypeError(f"a request holds {type(value).__name__}")


@cache
def _method(operation: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
