"""A score's row takes one write unit, with the decision and every feature that it was made of."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from types import SimpleNamespace
from typing import Any, cast

import pytest

from handlers.aws import concurrency
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
from handlers.contract.transaction import Transaction
from handlers.decision.batch import BatchDecider
from handlers.decision.panel import Panel
from simulation import World, simulate_world
from tests.handlers.strategies import strategy_of
from tests.interleavings.memory_aws import MemoryAws

SCORES, PROFILES, REVIEWS = "fraud-scores-test", "fraud-profiles-test", "fraud-reviews-test"
DAYS, MEASURED = 36, 3
"""Days that are simulated, and those at the end whose rows are measured: by then all windows are full."""

DAY = 86_400_000

EIGHT_RULES = strategy_of(
    {"code": "far_above_habit", "when": "customer.count_30d >= 5 and amount > 5 * customer.mean_30d"},
    {"code": "many_small", "when": "customer.count_1h > 5 or customer.small_1h > 3"},
    {"code": "new_place", "when": "customer.new_terminal and customer.amount_to_mean_30d > 3"},
    {"code": "card_testing", "when": "terminal.count_1h > 50 and terminal.small_24h > 20"},
    {"code": "known_fraud", "when": "terminal.frauds_28d > 0 or customer.frauds_28d > 0"},
    {"code": "in_a_hurry", "when": "customer.seconds_since_last < 60 and customer.distinct_terminals > 5"},
    {"code": "crowded", "when": "terminal.distinct_customers >= 32 and amount > 1000"},
    {"code": "unusual", "when": "amount > 2 * customer.most_30d and customer.deviation_30d > 0"},
)


class MemoryClient:
    """A client of DynamoDB and SNS whose calls go to an AWS in memory."""

    def __init__(self, aws: MemoryAws) -> None:
        self._aws = aws

    def __getattr__(self, name: str) -> Any:
        operation = "".join(map(str.capitalize, name.split("_")))
        return lambda **asked: self._aws.call(operation, asked)


def size(attribute: Mapping[str, Any]) -> int:
    """Return the bytes of an attribute's value, by "DynamoDB item sizes and formats" of AWS's guide."""
    ((kind, value),) = attribute.items()
    match kind:
        case "S" | "B":
            return len(value.encode() if kind == "S" else value)
        case "N":
            return (len(value.strip("-").replace(".", "").strip("0")) + 1) // 2 + 1
        case "SS" | "NS":
            return sum(size({kind[0]: each}) for each in value)
        case "L":
            return 3 + sum(1 + size(each) for each in value)
        case "M":
            return 3 + sum(1 + len(name.encode()) + size(each) for name, each in value.items())
    return 1


def test_the_size_of_an_item_is_what_aws_publishes() -> None:
    item = {"S": {"S": "Möwe"}, "N": {"N": "-0.0120"}, "B": {"BOOL": True}, "L": {"L": [{"S": "a"}, {"N": "100"}]}}

    assert size({"M": item}) == 3 + (1 + 1 + 5) + (1 + 1 + 2) + (1 + 1 + 1) + (1 + 1 + 3 + 1 + 1 + 1 + 2)


def rows() -> Iterator[Mapping[str, Any]]:
    """Yield the rows of the last days of a simulation, as they are once they are settled."""
    aws = MemoryAws({SCORES: ("transaction_id",), PROFILES: ("entity",), REVIEWS: ("transaction_id",)})
    client = cast("Any", MemoryClient(aws))
    profiles, retention = ProfileStore(client, PROFILES), timedelta(days=400)
    decider = BatchDecider(Panel.of_one(EIGHT_RULES))
    judge = Judge(lambda: decider, profiles, ProfileFolder(profiles, retention=retention))
    updates, alerts = ScoreUpdates(client, SCORES), AlertPublisher(client, "arn", "test", "https://console.example")
    events, reviews = EventPublisher(client, "arn", None, ""), ReviewOpener(client, REVIEWS, hours=24)
    settler = Settler(updates, reviews, alerts, events, "test")
    recorder = ScoreRecorder(ScoreStore(client, SCORES), updates, settler, judge, retention=timedelta(days=30))
    world = World(seed=7, customers=40, terminals=100)
    traffic = simulate_world(world, days=DAYS)
    while batch := list(islice(traffic, 100)):
        scored = [
            Transaction(
                **{name: getattr(each, name) for name in ("transaction_id", "timestamp", "amount", "merchant")},
                **{name: getattr(each, name) for name in ("customer_id", "terminal_id", "currency")},
            )
            for each in batch
        ]
        now = datetime.fromtimestamp(scored[-1].timestamp / 1000 + 1, UTC)
        assert not recorder.record(scored, now).failed
    since = scored[-1].timestamp - MEASURED * DAY
    return iter([row for row in aws.items(SCORES) if int(row["timestamp"]["N"]) > since])


def test_a_row_of_eight_rules_over_fifteen_features_takes_one_write_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concurrency, "POOL", SimpleNamespace(map=map))
    assert sum(len(features) for features in EIGHT_RULES.features.values()) == 15

    sizes = sorted(size({"M": row}) for row in rows())

    assert len(sizes) > 100
    assert sizes[len(sizes) * 99 // 100] <= 1024, sizes[-10:]
