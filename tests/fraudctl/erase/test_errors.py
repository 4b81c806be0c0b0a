"""Whoever may not erase is told the action and the table, and whoever is throttled how to go on."""

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from fraudctl.erase.errors import erasing_errors
from fraudctl.errors import CommandError

DENIED = (
    "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: dynamodb:Scan on resource: "
    "arn:aws:dynamodb:eu-west-1:123456789012:table/fraud-scores-prod because no identity-based policy allows it"
)


def said(error: Exception) -> str:
    with pytest.raises(CommandError) as raised, erasing_errors():
        raise error
    return str(raised.value)


def refused(code: str, message: str, operation: str = "Scan") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


def test_a_missing_right_is_named_with_its_table() -> None:
    assert said(refused("AccessDeniedException", DENIED)) == (
        "you may not do dynamodb:Scan on table/fraud-scores-prod: "
        "the policy of the export erasure_policy_arn allows it; the same command goes on from there"
    )
    assert said(refused("AccessDenied", "", "ReceiveMessage")).startswith("you may not do ReceiveMessage: the policy")


def test_throttling_names_the_rate() -> None:
    assert said(refused("ThrottlingException", "too fast")).endswith("with --rate more slowly")


def test_any_other_error_says_that_the_same_goes_on() -> None:
    assert "goes on from there" in said(refused("InternalServerError", "sorry"))
    assert "goes on from there" in said(ReadTimeoutError(endpoint_url="https://nowhere"))
