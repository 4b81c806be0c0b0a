"""The strategies of a function that starts: read for the first time at its import."""

import time
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from handlers.aws.current_strategies import CurrentStrategies
from handlers.aws.followed_pointers import PointerFollower
from handlers.aws.log import Logger
from handlers.aws.metrics import Metrics
from handlers.aws.packaged_strategy import packaged_strategy
from handlers.aws.read_times import ReadTimes
from handlers.aws.strategies_log import StrategiesLog
from handlers.aws.strategy_table import StrategyTable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def read_at_start(
    client: "DynamoDBClient",
    environment: Mapping[str, str],
    log: Logger,
    metrics: Metrics,
    *,
    decision_seconds: int = 0,
    for_later: bool = True,
) -> CurrentStrategies:
    """Return the strategies, read for the first time: at import, when a function has the most CPU.

    It takes a tenth of what the import takes without it, which no client waits for where instances are provisioned, and
    the first request finds a connection open. A table that is out is asked again by the first invocation.

    Args:
        client: Its calls are short: whatever the function does waits for one that hangs.
        environment: Names the table, the packaged default, and its alert threshold where that matters.
        log: Gets a line of each read.
        metrics: The counts in these.
        decision_seconds: The time between a request and the decision on it, at most.
        for_later: As of who decides: profiles are folded.
    """
    made = unread_strategies(client, environment, log, metrics, decision_seconds=decision_seconds, for_later=for_later)
    made.refresh(time.time_ns() // 1_000_000)
    return made


def unread_strategies(
    client: "DynamoDBClient",
    environment: Mapping[str, str],
    log: Logger,
    metrics: Metrics,
    *,
    decision_seconds: int = 0,
    for_later: bool = True,
) -> CurrentStrategies:
    """Return the same before their first read, for a function of which few requests need them."""
    threshold = environment.get("ALERT_THRESHOLD")
    packaged = partial(packaged_strategy, environment["STRATEGY_FILE"], Decimal(threshold) if threshold else None)
    return CurrentStrategies(
        PointerFollower(StrategyTable(client, environment["STRATEGIES_TABLE"]), packaged),
        StrategiesLog(log, metrics),
        ReadTimes(decision_seconds=decision_seconds),
        for_later=for_later,
    )
