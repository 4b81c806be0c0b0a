"""Redrive of a stage's dead-letter queue."""

import functools
import threading
from collections.abc import Callable
from enum import StrEnum

from fraudctl.recovery.erasures import stack_erasures
from fraudctl.recovery.fallback_messages import FallbackMessageHandler
from fraudctl.recovery.function_client import INVOCATION_TIMEOUT, FunctionClient, ScoringClient
from fraudctl.recovery.in_flight import COUNT_LAG
from fraudctl.recovery.queue import RedriveQueue
from fraudctl.recovery.reconciling import reconcile_scores
from fraudctl.recovery.redrive_loop import CONCURRENCY, RedriveHandler, RedriveLoop
from fraudctl.recovery.redrive_result import RedriveResult
from fraudctl.recovery.score_requests import ScoreRequestHandler
from fraudctl.recovery.stream_failures import ExpiredRangeFallback, StreamFailureHandler
from fraudctl.recovery.stream_reader import StreamReader
from fraudctl.stacks.target import Target


class Stage(StrEnum):
    """A stage of the pipeline: a function with a dead-letter queue."""

    INGESTION = "ingestion"
    PROCESSING = "processing"
    SCORING = "scoring"


REDRIVE_ORDER = tuple(Stage)
"""A redrive of one stage feeds the next, so the first stage comes first."""


def redrive_queue(
    target: Target,
    stage: Stage,
    *,
    limit: int | None = None,
    dry_run: bool = False,
    discard: bool = False,
    wait: bool = False,
    stop: threading.Event | None = None,
    progress: Callable[[RedriveResult], None] = lambda _: None,
) -> RedriveResult:
    """Redrive a stage's dead-letter queue, at most `limit` messages; poison stays unless `discard`.

    Messages that others hold are counted, and with `wait` waited for.

    Raises:
        ClientError, BotoCoreError: the queue, or a table that is read instead of the stream, could not be read.
    """
    return RedriveLoop(
        queue=RedriveQueue(target.client("sqs"), target.exports[f"{stage}_queue_url"]),
        handler=_handler(target, stage),
        limit=limit,
        dry_run=dry_run,
        discard=discard,
        wait=wait,
        count_lag=0 if target.emulator else COUNT_LAG,  # the embedded AWS counts at once
        stop=stop or threading.Event(),
        progress=progress,
    )()


def _handler(target: Target, stage: Stage) -> RedriveHandler:
    functions = target.client("lambda", connections=CONCURRENCY, read_seconds=INVOCATION_TIMEOUT)
    if stage is Stage.INGESTION:
        return FallbackMessageHandler(
            FunctionClient(functions, target.exports["ingestion_function_name"]),
            lambda: FunctionClient(functions, target.exports["decision_function_name"]),
            lambda: stack_erasures(target),
        )
    scoring = ScoringClient(functions, target.exports["scoring_function_name"])
    if stage is Stage.SCORING:
        return ScoreRequestHandler(scoring)
    return StreamFailureHandler(
        StreamReader(target.client("dynamodbstreams", connections=CONCURRENCY)),
        scoring,
        ExpiredRangeFallback(functools.partial(reconcile_scores, target, explain=False)),
        retention=scoring.score_retention(),
    )
