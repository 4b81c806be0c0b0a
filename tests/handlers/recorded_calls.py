"""Scoring with clients that note each call, and let a test answer in the place of AWS."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError

from handlers.aws.alert_publisher import AlertPublisher
from handlers.aws.event_publisher import EventPublisher
from handlers.aws.judge import Judge
from handlers.aws.profile_folder import ProfileFolder
from handlers.aws.profile_store import ProfileStore
from handlers.aws.review_opener import ReviewOpener
from handlers.aws.score_recorder import ScoreRecorder
from handlers.aws.score_store import ScoreStore
from handlers.aws.score_updates import ScoreUpdates
from handlers.aws.settler import Settler
from tests.handlers.reviews_table import REVIEWS
from tests.handlers.scoring_on_aws import ScoringOnAws

THROTTLED = ClientError({"Error": {"Code": "Throttled", "Message": "k3epm3out"}}, "Publish")
UNREACHABLE = EndpointConnectionError(endpoint_url="https://sns.us-east-1.amazonaws.com")


class RecordingClient:
    """A client that notes each call with its size, and lets a test answer it."""

    def __init__(
        self, client: Any, batch_sizes: list[tuple[str, int]], answer: Callable[[str, Any], Any] | None
    ) -> None:
        self._client, self._calls, self._answer = client, batch_sizes, answer

    def __getattr__(self, name: str) -> Any:
        def call(**arguments: Any) -> Any:
            self._calls.append((name, _size(arguments)))
            answer = self._answer(name, arguments) if self._answer else None
            return getattr(self._client, name)(**arguments) if answer is None else answer

        return getattr(self._client, name) if name == "exceptions" else call


def _size(arguments: dict[str, Any]) -> int:
    for requested in arguments.get("RequestItems", {}).values():
        return len(requested["Keys"])
    return len(arguments.get("Statements", [arguments]))


def record_calls(scoring: ScoringOnAws, answer: Callable[[str, Any], Any] | None = None) -> list[tuple[str, int]]:
    """Have Scoring's calls noted, by name and size, and answered by `answer` unless that returns None."""
    batch_sizes: list[tuple[str, int]] = []
    dynamodb = scoring.aws.client("dynamodb")
    table: Any = RecordingClient(dynamodb, batch_sizes, answer)
    topic: Any = RecordingClient(scoring.aws.client("sns"), batch_sizes, answer)
    arns = [each["TopicArn"] for each in scoring.aws.client("sns").list_topics()["Topics"]]
    alerts, events = (next(each for each in arns if name in each) for name in ("fraud-alerts", "fraud-events"))
    profiles, current = ProfileStore(table, scoring.profiles), scoring.module.judge._current  # noqa: SLF001 -- kept
    folder = ProfileFolder(profiles, retention=timedelta(days=400), pause=lambda _: None)
    scoring.module.profiles, scoring.module.judge = profiles, Judge(current, profiles, folder)
    updates = ScoreUpdates(table, scoring.table)
    settler = Settler(
        updates,
        ReviewOpener(table, REVIEWS, hours=24),
        AlertPublisher(topic, alerts, "test", "https://console.example/dashboard"),
        EventPublisher(topic, events, None, ""),
        "test",
    )
    store, judge = ScoreStore(table, scoring.table), scoring.module.judge
    scoring.module.recorder = ScoreRecorder(store, updates, settler, judge, retention=timedelta(days=30))
    return batch_sizes


def throttled_response(arguments: Any, count: int) -> Any:
    """Return DynamoDB's response when it executes none of the first statements."""
    refused = {"Error": {"Code": "ThrottlingError", "Message": "k3epm3out"}}
    return {"Responses": [refused if index < count else {} for index, _ in enumerate(arguments["Statements"])]}
