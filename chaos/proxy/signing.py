"""A new signature for a request whose body a fault has changed, because the emulator checks signatures."""

import re
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from chaos.proxy.messages import ProxiedRequest, ProxiedResponse

ROOT = Credentials("test", "test")
"""The emulator allows them everything."""

DROPPED = frozenset({"authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "content-length"})
SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request")


class SignatureRefusedError(Exception):
    """Raised when the emulator refuses a request that was signed again: the fault would not be what it says."""


def sign_again(request: ProxiedRequest, body: bytes, signers: Mapping[str, Credentials]) -> ProxiedRequest:
    """Return the same request with another body, signed by the signer of its service, else by root."""
    scope = SCOPE.search(request.headers["authorization"])
    if scope is None:
        raise SignatureRefusedError("the request was not signed with SigV4, as every SDK signs")
    region, service = scope.groups()
    headers = {name: value for name, value in request.headers.items() if name not in DROPPED}
    signed = AWSRequest(request.method, f"http://{headers['host']}{request.target}", headers=headers, data=body)
    SigV4Auth(signers.get(service, ROOT), service, region).add_auth(signed)
    return replace(request, headers=dict(signed.headers.items()), body=body)


def require_allowed(response: ProxiedResponse) -> ProxiedResponse:
    """Return the response to a request that was signed again; raise SignatureRefusedError where it was refused."""
    if response.status == HTTPStatus.FORBIDDEN:
        raise SignatureRefusedError(response.body.decode(errors="replace"))
    return response
