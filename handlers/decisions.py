"""Decision: decides on a transaction in the request, stores it with its decision, responds."""

import os
import time
from typing import Any

from handlers.aws.attempt_store import AttemptStore
from handlers.aws.clients import AnswerBudgets, aws_client
from handlers.aws.dead_letter_queue import DeadLetterSender
from handlers.aws.decision_log import log_answer, log_error
from handlers.aws.decision_maker import DecisionMaker
from handlers.aws.decision_store import DecisionStore
from handlers.aws.drafts import DecisionTroubles, Drafts
from handlers.aws.first_round import FirstRound
from handlers.aws.knowledge_reader import KnowledgeReader
from handlers.aws.known_transactions import KnownTransactions
from handlers.aws.log import LambdaContext, Logger, trace_id
from handlers.aws.metrics import Metrics
from handlers.aws.second_round import SecondRound
from handlers.aws.strategies_at_start import read_at_start
from handlers.contract.errors import Conflict, Refused, StorageUnavailable
from handlers.contract.fallback import decode_decided_fallback
from handlers.contract.http import error_response, is_dry_run, json_response, request_body
from handlers.contract.stored_item import RequestContext
from handlers.contract.validation import decode_request
from handlers.decision.stream_lag import StreamLag

log, metrics = Logger("decision"), Metrics(os.environ["ENVIRONMENT"])
seconds, refuse = int(os.environ["ANSWER_SECONDS"]), os.environ["REFUSE_CARD_NUMBERS"] == "true"
days = int(os.environ["TRANSACTION_RETENTION_DAYS"])
times = AnswerBudgets.within(seconds)
reads, writes = aws_client("dynamodb", times.reads), aws_client("dynamodb", times.writes)
dead_letters = DeadLetterSender(aws_client("sqs", times.writes), os.environ["DLQ_URL"])
decisions, transactions = os.environ["DECISIONS_TABLE"], os.environ["TRANSACTIONS_TABLE"]
store = DecisionStore(reads, writes, transactions=transactions, decisions=decisions)
knowledge, attempts = KnowledgeReader(reads, os.environ["PROFILES_TABLE"]), AttemptStore(reads, decisions)
strategies = read_at_start(reads, os.environ, log, metrics, decision_seconds=seconds, for_later=False)
first_round, drafts = FirstRound(strategies, store, knowledge, attempts), Drafts(StreamLag(), retention_days=days)
known = KnownTransactions(reads, os.environ["FRAUD_SCORES_TABLE"], os.environ["REVIEWS_TABLE"])
second = SecondRound(drafts, store, known, dead_letters)
parts = drafts, first_round, second, store, known
maker = DecisionMaker(*parts, strategies=strategies, table_seconds=times.tables, refuse_card_numbers=refuse)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Respond to API Gateway's proxy event with a transaction, or to a redrive's `{"letter": …}` with its decision."""
    log.bind(request_id=context.aws_request_id)
    now, troubles, dry_run = time.time_ns() // 1_000_000, DecisionTroubles(), False
    try:
        if "letter" in event:  # a client cannot add a key to a proxy event
            answer = maker.replay(*decode_decided_fallback(event["letter"]), now)
        else:
            dry_run = is_dry_run(event)  # before the body, whose refusal counts by it
            request, decide = decode_request(request_body(event)), maker.dry_run if dry_run else maker.decide
            answer = decide(request, RequestContext(milliseconds=now, trace_id=trace_id()), troubles)
    except (Refused, Conflict, StorageUnavailable) as error:
        log_error(log, metrics, error, dry_run=dry_run)
        return error_response(error)
    log_answer(log, metrics, answer, troubles, dry_run=dry_run)
    return json_response(200, answer.body)
