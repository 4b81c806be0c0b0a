"""Profiles are stale until Scoring has settled what was decided, however long it takes to catch up."""

import msgspec
import pytest

from handlers.aws.heartbeat import Heartbeat
from handlers.contract.row_image import received_transaction
from tests.handlers.broken_aws import broken
from tests.handlers.decisions_on_aws import NOW, DecisionsOnAws
from tests.handlers.scoring_on_aws import ScoringOnAws
from tests.handlers.strategies import strategy_of

READING = strategy_of({"when": "customer.count_1h > 99", "outcome": "decline"})
SECOND, MINUTE = 1000, 60_000


@pytest.fixture(autouse=True)
def _scoring_now(decisions: DecisionsOnAws, scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with a new instance of Scoring, by Decision's clock."""
    decisions.decide_by(READING)
    monkeypatch.setattr(scoring.module, "time", _Clock(decisions))
    monkeypatch.setattr(scoring.module, "heartbeat", Heartbeat(scoring.aws.client("dynamodb"), scoring.profiles))


class _Clock:
    def __init__(self, decisions: DecisionsOnAws) -> None:
        self.time = lambda: decisions.clock.now / 1000


def decide(decisions: DecisionsOnAws, second: int) -> list[str]:
    """Have a payment of a second decided on; return what was degraded."""
    decisions.clock.now = NOW + second * SECOND
    answer = decisions.post(
        {"transaction_id": f"tx-{second}", "amount": 2, "merchant": "Bakery", "customer_id": f"C-{second}"}
    )
    words: list[str] = answer.body.get("degraded", [])
    return words


def settle(decisions: DecisionsOnAws, *seconds: int) -> None:
    """Let Scoring take the payments of these seconds, as the stream brings them."""
    items = decisions.aws.client("dynamodb").scan(TableName=decisions.ingestion.table)["Items"]
    rows = {row["transaction_id"]["S"]: row for row in items}
    transactions = [received_transaction(rows[f"tx-{second}"]) for second in seconds]
    decisions.scoring.score(*(msgspec.to_builtins(each) for each in transactions))


def test_the_first_batch_after_a_standstill_does_not_end_it(decisions: DecisionsOnAws) -> None:
    for second in range(0, 600, 30):
        decide(decisions, second)

    settle(decisions, 0)
    assert decide(decisions, 601) == ["profiles"], "they lag by ten minutes all the same"
    settle(decisions, *range(30, 480, 30))
    assert decide(decisions, 602) == ["profiles"], "by over two minutes"
    settle(decisions, *range(480, 600, 30), 601, 602)
    assert decide(decisions, 603) == []


def test_a_standstill_that_is_made_up_for_within_seconds_leaves_nothing_stale(decisions: DecisionsOnAws) -> None:
    for second in range(0, 40, 4):
        decide(decisions, second)
    for second in range(0, 40, 4):
        settle(decisions, second)

    assert decide(decisions, 3600) == []


@pytest.mark.parametrize("every", [1, 7, 45, 600])
def test_a_steady_stream_is_never_stale(decisions: DecisionsOnAws, every: int) -> None:
    for second in range(0, every * 30, every):
        assert decide(decisions, second) == []
        settle(decisions, second)
    assert decide(decisions, every * 30 + 3600) == []


def test_what_redrive_brings_back_says_nothing_of_the_stream(decisions: DecisionsOnAws) -> None:
    with broken(decisions) as aws:
        aws.fail("TransactWriteItems")
        decide(decisions, 0)
    (letter,) = decisions.queued
    decide(decisions, 3600)
    settle(decisions, 3600)
    decisions.clock.now += MINUTE
    assert decisions.redrive(letter).status == 200
    settle(decisions, 0)

    assert decide(decisions, 3600 + 180) == []
