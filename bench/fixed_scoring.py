"""Scoring by the rules in Python, as it was before rules were data: what a strategy costs is measured against it.

It takes Scoring's steps of then for a batch on which all goes well, through the functions' adapters of now. It reads,
folds and writes the same profiles as Scoring does, and has the same done of what is due: so it makes the same calls.
"""

import os
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bench.fixed_rules import FixedScore, score
from bench.packaged import first_strategy
from handlers.aws.attributes import from_attributes, to_attributes
from handlers.aws.batch_calls import drain
from handlers.aws.clients import aws_client
from handlers.aws.concurrency import Budget
from handlers.aws.log import LambdaContext, Logger
from handlers.aws.metrics import Metrics
from handlers.aws.profile_folder import ProfileFolder
from handlers.aws.profile_store import ProfileStore, StoredItem
from handlers.aws.score_updates import ScoreUpdates
from handlers.aws.settler_at_start import settler_at_start
from handlers.contract.score_request import unpack
from handlers.contract.transaction import Transaction, milliseconds
from handlers.decision.alert import Alert
from handlers.decision.bands import count_bands
from handlers.decision.batch import BatchDecider
from handlers.decision.panel import Panel
from handlers.decision.profile.known_entities import KnownEntities
from handlers.decision.record import StrategyVersion
from handlers.decision.settlement import DUTIES
from handlers.decision.unsettled import Unsettled

THRESHOLD = Decimal(os.environ["ALERT_THRESHOLD"])
RETENTION = timedelta(days=int(os.environ["SCORE_RETENTION_DAYS"]))
TABLE = os.environ["FRAUD_SCORES_TABLE"]
STRATEGY = StrategyVersion(first_strategy().name, first_strategy().digest)

log, metrics = Logger("scoring"), Metrics(os.environ["ENVIRONMENT"])
dynamodb = aws_client("dynamodb")
settler = settler_at_start(os.environ, dynamodb, ScoreUpdates(dynamodb, TABLE))
entities = BatchDecider(Panel.of_one(first_strategy()))
"""It decides nothing here: it knows the entities of a payment, and its event."""
profiles = ProfileStore(dynamodb, os.environ["PROFILES_TABLE"])
folder = ProfileFolder(profiles, retention=timedelta(days=int(os.environ["PROFILE_RETENTION_DAYS"])))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Score a batch whose ids have no score yet."""
    log.bind(request_id=context.aws_request_id)
    received, now = unpack(event), datetime.fromtimestamp(time.time(), UTC)
    scores = [score(each) for each in received if not each.is_stale_update(now, RETENTION)]
    waiting = {
        each.transaction.transaction_id: each for each in {each.transaction.key: each for each in scores}.values()
    }
    known = read(waiting)
    new = [each for name, each in waiting.items() if known.get(name) is None]
    remember([each.transaction for each in new], now)
    drain([to_attributes(row(each, now)) for each in new], size=25, call=insert)
    due = [each for each in new if each.score > THRESHOLD]
    settler.settle([unsettled(each, now) for each in due], now, lambda: Budget(60))
    low, medium, high = count_bands((each.score, THRESHOLD) for each in new)
    counted = metrics.of(LowScores=low, MediumScores=medium, HighScores=high, Alerts=len(due), Raced=0, StaleUpdates=0)
    log.info("scored", count=len(received), alerts=len(due), scores=[log_fields(each) for each in new], **counted)
    scored = len({each.transaction.key for each in (*new, *due)})
    return {"received": len(received), "scored": scored, "alerts": len(due)}


def remember(transactions: Sequence[Transaction], now: datetime) -> None:
    """Fold the payments into the profiles of their entities, all in one part."""
    payments = [entities.payment(each) for each in sorted(transactions, key=lambda each: each.timestamp)]
    stored = profiles.read(entities.items(payments))
    known = KnownEntities({key: item.profile or b"" for key, item in stored.items()}, {})
    for payment in payments:
        received = min(payment.transaction.timestamp, int(now.timestamp() * 1000))
        event = entities.event(payment.transaction, received=received, declined=False)
        for each in payment.entities:
            known.add(each, event)

    def fold(key: str, item: StoredItem | None) -> bytes | None:
        return known.folded(key, item.profile if item else None)

    folder.fold(known.events, stored, fold, now)


def row(each: FixedScore, now: datetime) -> dict[str, Any]:
    """Return the row of a score."""
    stamps = {"scored_at": now.isoformat(), "expiry": int((now + RETENTION).timestamp())}
    return {**each.content, **stamps, **({"pending": each.pending} if each.score > THRESHOLD else {})}


def log_fields(each: FixedScore) -> dict[str, Any]:
    """Return the score for the log."""
    transaction = each.transaction
    return {"id": transaction.transaction_id, "score": float(each.score), "trace": transaction.trace_id or None}


def read(scores: Mapping[str, FixedScore]) -> dict[str, Any]:
    """Return the rows of those that have one."""
    keys = [{"transaction_id": {"S": each}} for each in scores]
    answer = dynamodb.batch_get_item(RequestItems={TABLE: {"Keys": keys, "ConsistentRead": True}})
    return {row["transaction_id"]: row for row in map(from_attributes, answer["Responses"].get(TABLE, []))}


def insert(rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """Write rows; return those that were not taken."""
    answers = dynamodb.batch_execute_statement(Statements=[statement(each) for each in rows])["Responses"]
    return [each for each, answer in zip(rows, answers, strict=True) if answer.get("Error", {}).get("Code")]


def statement(each: Mapping[str, Any]) -> dict[str, Any]:
    """Return PartiQL's INSERT of a row."""
    values = ", ".join(f"'{name}': ?" for name in each)
    return {"Statement": f'INSERT INTO "{TABLE}" VALUE {{{values}}}', "Parameters": list(each.values())}


def unsettled(each: FixedScore, now: datetime) -> Unsettled:
    """Return the score as Scoring has it settled."""
    alert = Alert(
        transaction_id=each.transaction.transaction_id,
        timestamp=each.transaction.timestamp,
        content={**each.content, "outcome": "review", "strategy": STRATEGY},
        above=THRESHOLD,
    )
    return Unsettled(alert=alert, made_at=milliseconds(now), due=frozenset(DUTIES))
