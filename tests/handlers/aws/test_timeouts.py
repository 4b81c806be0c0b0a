"""Every call ends before its function's timeout, and before the API's."""

import importlib
import re
from pathlib import Path

import boto3
import pytest

import handlers
from handlers.aws.clients import (
    ATTEMPTS,
    CONNECT_TIMEOUT,
    LONGEST_CALL,
    LONGEST_READ,
    PAGE_SECONDS,
    READ_TIMEOUT,
    AnswerBudgets,
    aws_client,
)
from handlers.aws.concurrency import MAX_WORKERS
from handlers.aws.dead_letter_queue import MESSAGES_PER_CALL, SEND_ROUNDS
from handlers.aws.followed_pointers import MOST_FORMER
from handlers.aws.intake import BATCH_SECONDS
from handlers.aws.read_times import PAUSE
from handlers.contract.batch import MAX_TRANSACTIONS
from handlers.decision.strategy.pointers import ACTIVE, CHALLENGER, SHADOW
from tests.handlers.decisions_on_aws import DecisionsOnAws
from tests.handlers.feedback_on_aws import FeedbackOnAws
from tests.handlers.queries_on_aws import QueriesOnAws

INIT_TIMEOUT = 10
"""Seconds; the most that Lambda gives the import of a function, by its quotas, before it begins again."""

API_GATEWAY_TIMEOUT = 29
"""Seconds; the most that a REST API waits for its integration by default, from API Gateway's quotas."""

QUERIES_TIMEOUT = 10
"""Seconds; as components/queries.py gives it."""

BATCH_STEPS_AFTER_ITS_BUDGET = ("a call under way when it ends", *["SendMessageBatch"] * SEND_ROUNDS)
"""All calls of the first round, ten messages each, run at the same time."""

READS_AT_START = ("pointers", ACTIVE, *["one before it"] * MOST_FORMER, CHALLENGER, SHADOW)
"""Reads of the strategies table one after the other, if each is answered."""

LONGEST_WAY = ("Query", "PutItem (claim)", "PutItem (item)", "SendMessage")


def test_the_longest_path_through_ingestion_ends_before_the_api_times_out() -> None:
    assert len(LONGEST_WAY) * LONGEST_CALL < API_GATEWAY_TIMEOUT


def test_the_longest_path_of_a_batch_whose_table_hangs_ends_before_the_api_times_out() -> None:
    assert MAX_TRANSACTIONS <= MAX_WORKERS * MESSAGES_PER_CALL, (
        "the queue takes a whole batch in calls that are under way at once"
    )
    assert BATCH_SECONDS + len(BATCH_STEPS_AFTER_ITS_BUDGET) * LONGEST_CALL < API_GATEWAY_TIMEOUT


def test_the_longest_call_is_every_attempt_timed_out_with_the_longest_pauses_between() -> None:
    assert LONGEST_CALL == ATTEMPTS * (CONNECT_TIMEOUT + READ_TIMEOUT) + (ATTEMPTS - 1) * 1.0


@pytest.mark.parametrize(
    ("seconds", "reading", "writing", "tables"),
    [(3, (0.15, 0.15), (0.15, 0.35), 1.5), (6, (0.3, 0.3), (0.3, 0.7), 3), (9, (0.45, 0.45), (0.45, 1.05), 4.5)],
)
@pytest.mark.usefixtures("aws")
def test_the_parts_of_an_answer_grow_with_it(
    seconds: int, reading: tuple[float, float], writing: tuple[float, float], tables: float
) -> None:
    budgets = AnswerBudgets.within(seconds)
    reads, writes = (aws_client("dynamodb", each).meta.config for each in (budgets.reads, budgets.writes))

    assert (reads.connect_timeout, reads.read_timeout) == pytest.approx(reading)
    assert (writes.connect_timeout, writes.read_timeout) == pytest.approx(writing)
    assert reads.retries == writes.retries == {"mode": "standard", "total_max_attempts": 1}
    assert budgets.tables == tables


def test_strategies_are_read_within_a_start_however_slow_their_table_is_and_a_hanging_one_holds_nothing_up_for_long(
    decisions: DecisionsOnAws, feedback: FeedbackOnAws
) -> None:
    for module in (decisions.module, decisions.scoring.module, feedback.module):
        config = module.strategies._follower._table._client.meta.config  # noqa: SLF001 -- what it was made with
        longest = config.retries["total_max_attempts"] * (config.connect_timeout + config.read_timeout)

        assert len(READS_AT_START) * longest < INIT_TIMEOUT, module.__name__
        assert longest <= PAUSE / 1000 / 5, "of five seconds, a hanging table takes one"


def test_a_page_and_an_entity_are_read_before_queries_times_out(queries: QueriesOnAws) -> None:
    config = queries.module.reads.meta.config
    longest = ATTEMPTS * (config.connect_timeout + config.read_timeout) + 1.0
    strategies = queries.module.strategies._follower._table._client.meta.config  # noqa: SLF001 -- what it was made with
    one = strategies.retries["total_max_attempts"] * (strategies.connect_timeout + strategies.read_timeout)

    assert longest == LONGEST_READ
    assert PAGE_SECONDS + len(("a call under way when it ends", "reviews")) * longest < QUERIES_TIMEOUT
    assert longest + len(READS_AT_START) * one < QUERIES_TIMEOUT


@pytest.mark.parametrize("service", ["dynamodb", "sqs", "sns", "lambda"])
def test_every_client_is_so_configured(aws: boto3.Session, service: str) -> None:
    assert aws
    config = aws_client(service).meta.config

    assert (config.connect_timeout, config.read_timeout) == (CONNECT_TIMEOUT, READ_TIMEOUT)
    assert config.retries == {"mode": "standard", "total_max_attempts": ATTEMPTS}


def test_no_client_is_made_but_here() -> None:
    sources = (Path(handlers.__file__).parent).rglob("*.py")

    makers = {path.name for path in sources if re.search(r"create_client|boto3\.(client|resource)\(", path.read_text())}
    assert makers == {"clients.py"}


def test_botocores_first_pause_is_no_longer_than_calculated_with() -> None:
    standard = importlib.import_module("botocore.retries.standard")
    backoff = standard.ExponentialBackoff(random=lambda: 1.0)

    assert backoff.delay_amount(standard.RetryContext(attempt_number=1)) == 1.0
