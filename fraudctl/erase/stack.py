"""The eraser of a stack: its tables, its queues, who calls, and AWS's time."""

import os
import time
from collections.abc import Callable, Mapping

from fraudctl.erase.eraser import Eraser
from fraudctl.erase.mark_table import MarkTable
from fraudctl.erase.queues import Queues
from fraudctl.erase.removing import Remover
from fraudctl.erase.rows import Tables
from fraudctl.erase.scanning import SEGMENTS, ReadRate
from fraudctl.erase.sweep import Looked
from fraudctl.erase.whom import Whom
from fraudctl.recovery.function_client import ScoringClient
from fraudctl.recovery.score_requests import ScoreRequestHandler
from fraudctl.recovery.webhooks import webhook_queues
from fraudctl.rollout.table.caller import caller_arn
from fraudctl.stacks.target import Target

CONNECTIONS = 20

STAGES = ("ingestion", "processing", "scoring", "feedback")
"""Those with a dead-letter queue."""


def tables_of(target: Target) -> Tables:
    """Return the names of a stack's tables."""
    return Tables(
        transactions=target.exports["transactions_table_name"],
        scores=target.exports["fraud_scores_table_name"],
        labels=target.exports["fraud_labels_table_name"],
        reviews=target.exports["fraud_reviews_table_name"],
        decisions=target.exports["fraud_decisions_table_name"],
        profiles=target.exports["fraud_profiles_table_name"],
        strategies=target.exports["fraud_strategies_table_name"],
    )


def marks_of(target: Target, *, clock: Callable[[], int] | None = None) -> MarkTable:
    """Return the marks of a stack; with a clock of their own where AWS's is not to count."""
    return MarkTable(
        target.client("dynamodb", connections=CONNECTIONS),
        profiles=target.exports["fraud_profiles_table_name"],
        strategies=target.exports["fraud_strategies_table_name"],
        clock=clock,
        new_key=os.urandom,
    )


def queues_of(target: Target) -> Mapping[str, str]:
    """Return the URL of each dead-letter queue, by what it is called."""
    stages = {f"messages of {stage}": str(target.exports[f"{stage}_queue_url"]) for stage in STAGES}
    return stages | {f"messages of the webhook {key}": url for key, url in webhook_queues(target).items()}


def eraser_of(
    target: Target,
    whom: Whom,
    *,
    units: float | None = None,
    segments: int = SEGMENTS,
    looked: Looked = lambda _table, _items: None,
    wait: Callable[[float], None] = time.sleep,
    clock: Callable[[], int] | None = None,
) -> Eraser:
    """Return the eraser of an entity of a stack, which reads at most so many units a second.

    Raises:
        CommandError: an older release deployed it, whose functions would bring back what is erased.
    """
    target.exports["erasure_policy_arn"]  # of a release whose functions know of erasures
    handle = ScoreRequestHandler(ScoringClient.scoring(target))

    def redrive(body: str) -> None:
        handle(body)()

    def queues(remover: Remover) -> Queues:
        return Queues(target.client("sqs"), remover, redrive, wait=0 if target.emulator else None)

    return Eraser(
        client=target.client("dynamodb", connections=CONNECTIONS),
        tables=tables_of(target),
        marks=marks_of(target, clock=clock),
        whom=whom,
        queues=queues,
        urls=queues_of(target),
        caller=lambda: caller_arn(target),
        wait=wait,
        rate=ReadRate(units),
        segments=segments,
        looked=looked,
    )
