"""Signs a request anew whose body a fault has changed, for the emulator checks signatures."""

import re
from collections.abc import Mapping
from http import HTTPStatus

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from chaos.wire import Message

ROOT = Credentials("test", "test")
"""Whom the emulator allows everything."""

DROPPED = frozenset({"authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "content-length"})
SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request")


class SignatureRefusedError(Exception):
    """Raised when the emulator refuses a request that was signed anew: the fault would be another than it says."""


def signed_anew(request: Message, body: bytes, signers: Mapping[str, Credentials]) -> Message:
    """Return the same request with another body, signed by whom `signers` name for its service, else by root."""
    scope = SCOPE.search(request.headers["authorization"])
    if scope is None:
        raise SignatureRefusedError("the request was not signed with SigV4, as every SDK signs")
    region, service = scope.groups()
    method, path, _ = request.start.split(" ", 2)
    headers = {name: value for name, value in request.headers.items() if name not in DROPPED}
    signed = AWSRequest(method, f"http://{headers['host']}{path}", headers=headers, data=body)
    SigV4Auth(signers.get(service, ROOT), service, region).add_auth(signed)
    return Message(start=request.start, headers=dict(signed.headers.items()), body=body)


def require_allowed(answer: Message) -> Message:
    """Return the answer to a request that was signed anew; raise SignatureRefusedError where it was refused."""
    if answer.status == HTTPStatus.FORBIDDEN:
        raise SignatureRefusedError(answer.body.decode(errors="replace"))
    return answer
