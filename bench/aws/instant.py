"""An AWS that answers within the process, at the place where botocore would send the request.

Everything before (validation, serialization, signature) and after (parsing) runs as in production. Needs botocore
alone, so that a bare interpreter can load it too.
"""

import io
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

_QUERY_ANSWER = (
    b'<{0}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><{0}Result>{1}</{0}Result>'
    b"<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{0}Response>"
)


class _Raw(io.BytesIO):
    """A body that reads as urllib3's do."""

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        while chunk := self.read():
            yield chunk


class InstantAws:
    """Answers every call of the hot path as an AWS on which all is well and nothing is known yet but `profiles`.

    `sent` counts the requests by (service, operation); `observe` hears of each before it is answered, and may raise the
    error that the client gets.
    """

    def __init__(self, observe: Callable[[str, str], None] = lambda _service, _operation: None) -> None:
        self.sent: Counter[tuple[str, str]] = Counter()
        self.profiles: Mapping[str, Any] = {}
        """Items of the profiles table by their key, in DynamoDB's types."""
        self.answers: dict[str, CannedResponse] = {}
        """In place of those in ANSWERS, by operation."""
        self._found: dict[bytes, bytes] = {}
        self.observe = observe
        self._recording: list[tuple[str, str, dict[str, Any]]] | None = None
        self.bodies: list[tuple[str, bytes]] | None = None
        """Operation and body of each request, while somebody has put a list here."""

    def attach(self, events: Any) -> None:
        """Answer whatever clients send that are made from a session with these events."""
        events.register("before-send", self._answer)
        events.register("provide-client-params", self._record)

    def record(self, work: Callable[[], object]) -> list[tuple[str, str, dict[str, Any]]]:
        """Return the calls (service, operation, parameters) that this work makes."""
        self._recording = []
        try:
            work()
            return self._recording
        finally:
            self._recording = None

    def _record(self, params: dict[str, Any], model: Any, **_: object) -> None:
        if self._recording is not None:
            self._recording.append((model.service_model.service_name, model.name, params))

    def _answer(self, request: AWSPreparedRequest, event_name: str, **_: object) -> AWSResponse:
        service, operation = event_name.split(".")[1:]
        self.sent[service, operation] += 1
        self.observe(service, operation)
        if self.bodies is not None:
            self.bodies.append((operation, request.body or b""))  # type: ignore[arg-type]  # bytes, of every client here
        status, body = (self.answers.get(operation) or ANSWERS[operation])(request)
        if operation == "BatchGetItem" and self.profiles and operation not in self.answers:
            body = self._items(request)
        headers: Any = {"x-amzn-RequestId": "0" * 36, "Content-Type": "application/x-amz-json-1.0"}
        return AWSResponse(request.url, status, headers, _Raw(body))

    def _items(self, request: AWSPreparedRequest) -> bytes:
        """Return the answer with the items that are known, made once for a request, so that it takes no time."""
        body: bytes = request.body  # type: ignore[assignment]  # bytes, from every client of DynamoDB
        if body not in self._found:
            keys = [(table, key["entity"]["S"]) for table, key in _keys(request) if "entity" in key]
            found: dict[str, list[Any]] = {table: [] for table, _ in keys}
            for table, key in keys:
                found[table] += [self.profiles[key]] if key in self.profiles else []
            self._found[body] = _encoded({"Responses": found, "UnprocessedKeys": {}})
        return self._found[body]


CannedResponse = Callable[[AWSPreparedRequest], tuple[int, bytes]]


def _json(content: Mapping[str, Any]) -> CannedResponse:
    body = _encoded(content)
    return lambda _request: (200, body)


def _encoded(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content).encode()


def _asked(request: AWSPreparedRequest) -> Any:
    return json.loads(request.body or b"{}")  # type: ignore[arg-type]  # bytes, from every client of DynamoDB


def _keys(request: AWSPreparedRequest) -> Iterator[tuple[str, Any]]:
    for table, asked in _asked(request)["RequestItems"].items():
        yield from ((table, key) for key in asked["Keys"])


def _query(operation: str, result: str) -> CannedResponse:
    body = _QUERY_ANSWER.replace(b"{0}", operation.encode()).replace(b"{1}", result.encode())
    return lambda _request: (200, body)


ANSWERS: dict[str, CannedResponse] = {
    "Query": _json({"Items": [], "Count": 0, "ScannedCount": 0}),
    "PutItem": _json({}),
    "BatchGetItem": _json({"Responses": {}, "UnprocessedKeys": {}}),
    "BatchExecuteStatement": lambda request: (200, _encoded({"Responses": [{}] * len(_asked(request)["Statements"])})),
    "GetItem": _json({}),
    "UpdateItem": _json({"Attributes": {}}),
    "TransactWriteItems": _json({}),
    "Invoke": lambda _request: (202, b""),
    "Publish": _query("Publish", "<MessageId>m</MessageId>"),
    "PublishBatch": _query("PublishBatch", "<Successful/><Failed/>"),
    "SendMessage": _json({"MessageId": "m", "MD5OfMessageBody": "0" * 32}),
    "SendMessageBatch": _json({"Successful": [], "Failed": []}),
}
"""By operation: what comes back, as status and body. An operation that is missing here is a KeyError."""
