"""Feedback: takes the labels of transactions, and tells the facts of their entities."""

import os
import time
from collections import Counter
from datetime import timedelta
from typing import Any

from handlers.aws.clients import AnswerBudgets, aws_client
from handlers.aws.label_store import LabelStore
from handlers.aws.labelled_transactions import LabelledTransactions
from handlers.aws.labeller import Labeller, LabelTroubles
from handlers.aws.log import LambdaContext, Logger
from handlers.aws.metrics import Metrics
from handlers.aws.profile_store import ProfileStore
from handlers.aws.score_store import ScoreStore
from handlers.aws.strategies_at_start import read_at_start
from handlers.aws.transaction_reader import TransactionReader
from handlers.contract.errors import Refused
from handlers.contract.http import error_response, request_body
from handlers.contract.label import decode_labels
from handlers.contract.label_result import Labelled, labels_response

LONGEST_ANSWER = 10
"""Seconds."""

log, metrics = Logger("feedback"), Metrics(os.environ["ENVIRONMENT"])
dynamodb, profiles_table = aws_client("dynamodb"), os.environ["PROFILES_TABLE"]
short_reads = aws_client("dynamodb", AnswerBudgets.within(LONGEST_ANSWER).reads)
strategies = read_at_start(short_reads, os.environ, log, metrics, decision_seconds=LONGEST_ANSWER)
transactions = LabelledTransactions(
    TransactionReader(dynamodb, os.environ["TRANSACTIONS_TABLE"]),
    ScoreStore(dynamodb, os.environ["FRAUD_SCORES_TABLE"]),
    strategies.entities,
    score_retention=timedelta(days=int(os.environ["SCORE_RETENTION_DAYS"])),
)
labels = LabelStore(dynamodb, os.environ["LABELS_TABLE"], profiles_table)
labeller = Labeller(transactions, labels, ProfileStore(dynamodb, profiles_table))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Respond to API Gateway's proxy event with labels."""
    log.bind(request_id=context.aws_request_id)
    received, troubles = time.time_ns() // 1_000_000, LabelTroubles()
    try:
        decoded = decode_labels(request_body(event), now=received)
    except Refused as error:
        log.info("refused", count=1, reason=error.reason, **metrics.of(Refusals=1))
        return error_response(error)
    stored = iter(labeller.label([each for each in decoded if not isinstance(each, Refused)], received, troubles))
    results = [each if isinstance(each, Refused) else next(stored) for each in decoded]
    outcomes = Counter(each.outcome for each in results)
    counted = metrics.of(
        Labels=outcomes["stored"],
        LabelsUnknown=outcomes["unknown"],
        LabelsUnavailable=outcomes["unavailable"],
        Refusals=outcomes["refused"],
        LabelRaces=troubles.races,
        UnreadableProfiles=len(troubles.unreadable),
    )
    for item, reason in troubles.unreadable.items():
        log.warning("unreadable", item=item, reason=reason)
    for transaction_id, reason in troubles.reasons.items():
        log.warning("unavailable", transaction_id=transaction_id, reason=reason)
    labelled = [each.transaction_id for each in results if isinstance(each, Labelled)]
    log.info("labelled", outcomes=outcomes, transaction_ids=labelled, **counted)
    return labels_response(results)
