"""A policy document is read as IAM reads it."""

import pytest

from policy.document import allow_statements, pattern_matches
from policy.grants import NAMED_RESOURCE


def test_a_single_value_is_a_list_of_one_and_a_denial_allows_nothing() -> None:
    document = {
        "Statement": [
            {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn", "Principal": {"AWS": ["a", "b"]}},
            {"Effect": "Deny", "Action": "*", "Resource": "*", "Principal": "*"},
        ]
    }
    (allowance,) = allow_statements(document)
    assert (allowance.actions, allowance.resources) == (("sqs:SendMessage",), ("arn",))
    assert allowance.principals == ("a", "b")
    assert not allowance.conditional
    assert not allowance.all_but


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        ("lambda:InvokeFunction", True),
        ("LAMBDA:invokefunction", True),
        ("lambda:*", True),
        ("lambda:Invoke????tion", True),
        ("*", True),
        ("lambda:InvokeFunctio", False),
        ("lambda.InvokeFunction", False),
        ("sqs:*", False),
    ],
)
def test_a_pattern_covers_an_action_as_iam_would_have_it(pattern: str, covered: bool) -> None:  # noqa: FBT001 -- a case
    assert pattern_matches(pattern, "lambda:InvokeFunction") is covered


@pytest.mark.parametrize(
    ("resource", "named"),
    [
        ("arn:aws:sqs:us-east-1:123456789012:queue", True),
        ("arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/f:*", True),
        ("arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/*", True),
        ("arn:aws:execute-api:us-east-1:123456789012:a1b2c3/prod/POST/transactions", True),
        ("arn:aws:execute-api:us-east-1:123456789012:a1b2c3/*", False),
        ("arn:aws:execute-api:us-east-1:123456789012:a1b2c3/prod/GET/transactions/*", True),
        ("arn:aws:execute-api:us-east-1:123456789012:a1b2c3/*/GET/transactions", False),
        ("arn:aws:logs:us-east-1:123456789012:log-group:*", False),
        ("arn:aws:logs:us-east-1:123456789012:log-group:/aws/*:*", False),
        ("arn:aws:dynamodb:us-east-1:123456789012:table/*/stream/*", False),
        ("arn:aws:sqs:*:123456789012:queue", False),
        ("arn:*", False),
        ("*", False),
    ],
)
def test_a_resource_is_named_when_only_what_is_below_it_is_left_open(resource: str, named: bool) -> None:  # noqa: FBT001 -- a case
    assert bool(NAMED_RESOURCE.fullmatch(resource)) is named
