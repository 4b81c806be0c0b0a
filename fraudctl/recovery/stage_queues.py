"""Each stage's queue, and the way back from it."""

import functools
import threading
from collections.abc import Callable
from enum import StrEnum

from fraudctl.recovery.expired_range import FromTable
from fraudctl.recovery.fallback_messages import Letters
from fraudctl.recovery.in_hand import SETTLING
from fraudctl.recovery.invocation import PATIENCE, Invocation, Scorer
from fraudctl.recovery.outcomes import Redriven
from fraudctl.recovery.queue import DeadLetters
from fraudctl.recovery.reconciling import reconcile
from fraudctl.recovery.redriving import CONCURRENCY, Redrive, Way
from fraudctl.recovery.retention import score_retention
from fraudctl.recovery.score_requests import ScoreRequests
from fraudctl.recovery.stream_failures import StreamFailures
from fraudctl.recovery.stream_history import StreamHistory
from fraudctl.stacks.target import Target


class Stage(StrEnum):
    """A function with a queue."""

    INGESTION = "ingestion"
    PROCESSING = "processing"
    SCORING = "scoring"


STAGES = tuple(Stage)
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
    progress: Callable[[Redriven], None] = lambda _: None,
) -> Redriven:
    """Brings back what lies in a stage's queue, at most `most` messages; poison stays unless `discard`.

    What others hold out of sight is counted, and with `wait` awaited.

    Raises:
        ClientError, BotoCoreError: the queue, or a table that was to stand in for the stream, could not be read.
    """
    return Redrive(
        queue=DeadLetters(target.client("sqs"), target.exports[f"{stage}_queue_url"]),
        way=_way(target, stage),
        most=most,
        dry_run=dry_run,
        discard=discard,
        wait=wait,
        settling=0 if target.emulator else SETTLING,  # the embedded AWS counts as it goes
        stop=stop or threading.Event(),
        progress=progress,
    )()


def _way(target: Target, stage: Stage) -> Way:
    functions = target.client("lambda", connections=CONCURRENCY, read_seconds=PATIENCE)
    if stage is Stage.INGESTION:
        return Letters(Invocation(functions, target.exports["ingestion_function_name"]))
    scorer = Scorer(Invocation(functions, target.exports["scoring_function_name"]))
    if stage is Stage.SCORING:
        return ScoreRequests(scorer)
    return StreamFailures(
        StreamHistory(target.client("dynamodbstreams", connections=CONCURRENCY)),
        scorer,
        FromTable(functools.partial(reconcile, target, explain=False)),
        retention=score_retention(functions, target.exports["scoring_function_name"]),
    )
