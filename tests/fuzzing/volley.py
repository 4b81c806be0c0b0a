"""Bodies posted to an API by the thousand, over a few connections that stay open, and what was answered to each."""

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
    """A body, under a content type, and its answer."""

    body: bytes
    content_type: str
    status: int = 0
    answer: bytes = b""

    @property
    def ruling(self) -> BodyRuling:
        """What the contract says of the text that a gateway makes of it: what is no UTF-8 becomes U+FFFD."""
        return self._ruling(RULES)

    @property
    def new_ruling(self) -> BodyRuling:
        """The same of a new request."""
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
    """Each shot with its answer, in their order; nothing is sent twice."""
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
