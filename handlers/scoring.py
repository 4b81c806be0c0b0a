"""Scoring: decides on a batch by the strategy, writes the scores, opens reviews, publishes alerts and events."""

import os
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.aws.clients import AnswerBudgets, aws_client
from handlers.aws.erased_items import read_erasures
from handlers.aws.heartbeat import Heartbeat
from handlers.aws.judge import Judge
from handlers.aws.log import LambdaContext, Logger
from handlers.aws.metrics import Metrics
from handlers.aws.profile_folder import ProfileFolder
from handlers.aws.profile_store import ProfileStore
from handlers.aws.score_recorder import ScoreRecorder
from handlers.aws.score_store import ScoreStore
from handlers.aws.score_updates import ScoreUpdates
from handlers.aws.scoring_log import ScoringLog
from handlers.aws.settler_at_start import settler_at_start
from handlers.aws.strategies_at_start import read_at_start
from handlers.contract.errors import PartialBatchError
from handlers.contract.score_request import unpack
from handlers.contract.transaction import milliseconds
from handlers.decision.settlement import ALERT

SCORE_RETENTION = timedelta(days=int(os.environ["SCORE_RETENTION_DAYS"]))
PROFILE_RETENTION = timedelta(days=int(os.environ["PROFILE_RETENTION_DAYS"]))

LONGEST_WAIT = 10
"""Seconds of an answer whose reads are as short as those of the strategies: no batch waits for them for long."""

log, metrics = Logger("scoring"), Metrics(os.environ["ENVIRONMENT"])
report = ScoringLog(log, metrics)
dynamodb, short_reads = aws_client("dynamodb"), aws_client("dynamodb", AnswerBudgets.within(LONGEST_WAIT).reads)
strategies = read_at_start(short_reads, os.environ, log, metrics)
profiles = ProfileStore(dynamodb, os.environ["PROFILES_TABLE"])
folder = ProfileFolder(profiles, retention=PROFILE_RETENTION)
judge = Judge(lambda: strategies.decider(epoch()), profiles, folder)
heartbeat = Heartbeat(dynamodb, os.environ["PROFILES_TABLE"])
scores = ScoreStore(dynamodb, os.environ["FRAUD_SCORES_TABLE"])
updates = ScoreUpdates(dynamodb, os.environ["FRAUD_SCORES_TABLE"])
settler = settler_at_start(os.environ, dynamodb, updates)
recorder = ScoreRecorder(scores, updates, settler, judge, retention=SCORE_RETENTION)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer a request with counts; an error fails the invocation, which Lambda then retries."""
    log.bind(request_id=context.aws_request_id)
    strategies.refresh_if_old(epoch())
    now = datetime.fromtimestamp(time.time(), UTC)
    if "load" in event or "rebuild" in event:  # an operator's
        from handlers.aws.history import History  # noqa: PLC0415 -- no cold start of the stream waits for it

        history = History(strategies.decider(epoch()), profiles, folder, retention=PROFILE_RETENTION)
        return history.answer_and_log(event, now, log)
    received, erasures = unpack(event), read_erasures(profiles)
    current = [each for each in received if not each.is_stale_update(now, SCORE_RETENTION)]
    at = milliseconds(now)
    fresh = [each for each in current if not erasures.covers(each, each.received_by(at))]
    if len(fresh) < len(current):
        log.info("dropped", erased=len(current) - len(fresh))
    active = strategies.decider(epoch()).panel.active
    result = recorder.record(fresh, now)
    report.write(result, active, received=len(received), stale=len(received) - len(current), now=epoch())
    newest = result.newest_receipt(current, now)
    if newest is not None and (reason := heartbeat.beat(newest, now)):
        log.warning("no heartbeat", reason=reason)
    if result.failed:  # a retry finds the others settled, and goes on with these alone
        raise PartialBatchError(list(result.failed), reason=", ".join(sorted(set(result.failed.values()))))
    return {"received": len(received), "scored": result.progressed, "alerts": result.count(ALERT)}


def epoch() -> int:
    """Return the time in epoch milliseconds."""
    return int(time.time() * 1000)
