"""Each stage's queue, and the way back from it."""

import functools
import threading
from collections.abc import Callable
from enum import StrEnum

from fraudctl.recovery.expired_range import ExpiredRangeFallback
from fraudctl.recovery.fallback_messages import FallbackMessageHandler
from fraudctl.recovery.function_client import PATIENCE, FunctionClient, ScoringClient
from fraudctl.recovery.in_flight import COUNT_LAG
from fraudctl.recovery.queue import RedriveQueue
from fraudctl.recovery.reconciling import reconcile
from fraudctl.recovery.redrive_loop import CONCURRENCY, RedriveHandler, RedriveLoop
from fraudctl.recovery.redrive_result import RedriveResult
from fraudctl.recovery.retention import score_retention
from fraudctl.recovery.score_requests import ScoreRequestHandler
from fraudctl.recovery.stream_failures import StreamFailureHandler
from fraudctl.recovery.stream_reader import StreamReader
from fraudctl.stacks.target import Target


class Stage(StrEnum):
    """A function with a queue."""

    INGESTION = "ingestion"
    PROCESSING = "processing"
    SCORING = "scoring"


REDRIVE_ORDER = tuple(Stage)
"""In the order in which to redrive them: what one brings back, the next may drop."""


def redrive(
    target: Target,
    stage: Stage,
    *,
    most: int | None = None,
    dry_run: bool = False,
    discard: bool = False,
    wait: bool = False,
    stop: threading.Event | None = None,
    progress: Callable[[RedriveResult], None] = lambda _: None,
) -> RedriveResult:
    """Brings back what lies in a stage's queue, at most `most` messages; poison stays unless `discard`.

    What others hold out of sight is counted, and with `wait` awaited.

    Raises:
        ClientError, BotoCoreError: the queue, or a table that was to stand in for the stream, could not be read.
    """
    return RedriveLoop(
        queue=RedriveQueue(target.client("sqs"), target.exports[f"{stage}_queue_url"]),
        way=_way(target, stage),
        most=most,
        dry_run=dry_run,
        discard=discard,
        wait=wait,
        settling=0 if target.emulator else COUNT_LAG,  # the embedded AWS counts as it goes
        stop=stop or threading.Event(),
        progress=progress,
    )()


def _way(target: Target, stage: Stage) -> RedriveHandler:
    functions = target.client("lambda", connections=CONCURRENCY, patience=PATIENCE)
    if stage is Stage.INGESTION:
        return FallbackMessageHandler(FunctionClient(functions, target.exports["ingestion_function_name"]))
    scorer = ScoringClient(FunctionClient(functions, target.exports["scoring_function_name"]))
    if stage is Stage.SCORING:
        return ScoreRequestHandler(scorer)
    return StreamFailureHandler(
        StreamReader(target.client("dynamodbstreams", connections=CONCURRENCY)),
        scorer,
        ExpiredRangeFallback(functools.partial(reconcile, target, explain=False)),
        retention=score_retention(functions, target.exports["scoring_function_name"]),
    )
