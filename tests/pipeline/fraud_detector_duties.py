"""The duties of the Fraud Detector endpoint, as real calls: each function that it asks, by what a client asks for."""

import json
from collections.abc import Callable
from itertools import count
from typing import Any

from emulator.clients import Clients
from fraudctl.stacks.local_stack import LocalStack
from handlers.fraud_detector.requests import TARGET

numbers = count(1)
AT = "2026-01-05T09:00:00Z"
TIMED = {"eventTypeName": "order", "eventTimestamp": AT}
EVENT: dict[str, Any] = {
    **TIMED,
    "entities": [{"entityType": "customer", "entityId": "C-1"}],
    "eventVariables": {"price": "7"},
}


class FraudDetectorDuties:
    """Each raises AssertionError if it fails; Queries has to tell the strategy of `detectors.py`."""

    def __init__(self, stack: LocalStack, aws: Clients) -> None:
        self._stack, self._aws = stack, aws

    @property
    def all(self) -> tuple[Callable[[], object], ...]:
        """Return all of them."""
        return self.predicts, self.sends, self.labels, self.reads_back

    def predicts(self) -> None:
        """Have an event decided."""
        self._answer("GetEventPrediction", {**EVENT, "eventId": f"p-{next(numbers)}", "detectorId": "shop"})

    def sends(self) -> str:
        """Have an event stored."""
        name = f"s-{next(numbers)}"
        self._answer("SendEvent", {**EVENT, "eventId": name})
        return name

    def labels(self) -> None:
        """Have a stored event labelled."""
        named = {"eventId": self.sends(), "eventTypeName": "order"}
        self._answer("UpdateEventLabel", {**named, "assignedLabel": "0", "labelTimestamp": AT})

    def reads_back(self) -> None:
        """Read an event."""
        self._answer("GetEvent", {"eventId": self.sends(), "eventTypeName": "order"})

    def _answer(self, operation: str, request: dict[str, Any]) -> None:
        event = {"headers": {"X-Amz-Target": TARGET + operation}, "body": json.dumps(request)}
        function = self._stack.target.exports["fraud_detector_function_name"]
        called = self._aws.lambda_.invoke(FunctionName=function, Payload=json.dumps(event).encode())
        answer = json.load(called["Payload"])
        assert "FunctionError" not in called, answer
        assert answer["statusCode"] == 200, answer
