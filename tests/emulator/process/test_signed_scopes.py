"""A signature is for the service that its scope names."""

import pytest

from emulator.process.signed_scopes import signed_for

SIGNED = "AWS4-HMAC-SHA256 Credential=AKID/20261127/us-east-1/{}/aws4_request, SignedHeaders=host, Signature=ab"


@pytest.mark.parametrize(
    ("header", "service"),
    [
        (SIGNED.format("execute-api"), "execute-api"),
        (SIGNED.format("frauddetector"), "frauddetector"),
        ("Bearer x", None),
        ("", None),
    ],
)
def test_the_service_is_read_from_the_scope(header: str, service: str | None) -> None:
    assert signed_for({"authorization": header}) == service


def test_an_unsigned_request_is_for_none() -> None:
    assert signed_for({}) is None
