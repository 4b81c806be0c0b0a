"""Signs a request anew whose body a fault has changed, for the emulator checks signatures."""

import re

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.faults.wire import Message

ROOT = Credentials("test", "test")
"""Whom the emulator allows everything."""

DROPPED = frozenset({"authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "content-length"})
SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request")


def signed_anew(request: Message, body: bytes) -> Message:
    """The same request with another body, as root."""
    scope = SCOPE.search(request.headers["authorization"])
    assert scope, "every SDK signs with SigV4"
    region, service = scope.groups()
    method, path, _ = request.start.split(" ", 2)
    headers = {name: value for name, value in request.headers.items() if name not in DROPPED}
    signed = AWSRequest(method, f"http://{headers['host']}{path}", headers=headers, data=body)
    SigV4Auth(ROOT, service, region).add_auth(signed)
    return Message(start=request.start, headers=dict(signed.headers.items()), body=body)
