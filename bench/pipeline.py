"""A transaction's way through the real functions: what one leaves behind is what calls the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.aws.instant import InstantAws
from bench.functions import Functions
from bench.sample import proxy_event, score_event, stream_event


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """The functions and the AWS they talk to."""

    functions: Functions
    aws: InstantAws

    def ingest(self, body: bytes) -> dict[str, Any]:
        """The image of the item that Ingestion stored for this request.

        Raises:
            RuntimeError: it stored none; the sample is to be valid.
        """
        event = proxy_event(body.decode())
        for _, operation, params in self.aws.record(lambda: self.functions.call("ingestion", event)):
            if operation == "PutItem":
                image: dict[str, Any] = params["Item"]
                return image
        raise RuntimeError("a request of the sample was not stored")

    def process(self, images: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The events that Scoring is called with for a batch of these images."""
        event = stream_event(images)
        calls = self.aws.record(lambda: self.functions.call("processing", event))
        return [score_event(params["Payload"]) for _, operation, params in calls if operation == "Invoke"]

    def score(self, event: Mapping[str, Any]) -> Mapping[str, int]:
        """Scoring's counts."""
        counts: Mapping[str, int] = self.functions.call("scoring", event)
        return counts
