"""Many bodies posted to an API over a few open connections, each with its response."""

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from fraudctl.stacks.target import Target
from tests.fuzzing.field_rules import FORBIDDEN, PRESENT, RULES, FieldRules
from tests.fuzzing.oracle import BodyRuling, rule_on_body

CONNECTIONS = 8
JSON = "application/json"


@dataclass(frozen=True)
class Shot:
    """A body with its content type, and the response to it."""

    body: bytes
    content_type: str
    status: int = 0
    answer: bytes = b""

    @property
    def ruling(self) -> BodyRuling:
        """Return the contract's ruling on the text that API Gateway makes of the body: invalid UTF-8 becomes U+FFFD."""
        return self._ruling(RULES)

    @property
    def new_ruling(self) -> BodyRuling:
        """Return the ruling by the rules for new requests."""
        return self._ruling(PRESENT)

    def _ruling(self, rules: FieldRules) -> BodyRuling:
        if self.content_type != JSON:
            return BodyRuling(FORBIDDEN)
        return rule_on_body(self.body.decode(errors="replace").encode(), rules)

    @property
    def said(self) -> dict[str, Any]:
        said = json.loads(self.answer)
        assert isinstance(said, dict), self
        return said


def fire(target: Target, shots: Iterable[Shot]) -> Iterator[Shot]:
    """Yield each shot with its response, in their order; nothing is sent twice."""
    url, signer = target.exports["api_endpoint"], SigV4Auth(target.credentials(), "execute-api", target.region)
    with (
        urllib3.PoolManager(maxsize=CONNECTIONS, block=True, retries=False, timeout=30) as pool,
        ThreadPoolExecutor(CONNECTIONS) as threads,
    ):

        def one(shot: Shot) -> Shot:
            request = AWSRequest("POST", url, data=shot.body, headers={"Content-Type": shot.content_type})
            signer.add_auth(request)
            answer = pool.request("POST", url, body=shot.body, headers=dict(request.headers.items()))
            return Shot(shot.body, shot.content_type, answer.status, answer.data)

        yield from threads.map(one, shots)
