"""A decision that came along with its transaction is what Scoring writes, alerts and remembers."""

import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.decision.erasure import ERASURES
from tests.handlers.functions import FunctionLogs
from tests.handlers.known_payments import DECLINED_24H, SCORED_AT, known, payment, profile, stored
from tests.handlers.recorded_calls import record_calls
from tests.handlers.scoring_on_aws import ScoringOnAws
from tests.handlers.strategies import strategy_of
from tests.handlers.told_decisions import TOLD_AT, told

OWN = strategy_of(
    {"code": "always", "when": "True", "weight": Decimal("0.9")},
    {"code": "blocked", "when": "customer.declined_24h > 99 or 'blocked' in customer.lists"},
)
"""The strategy of Scoring, which would alert whatever comes."""

BURST = strategy_of(
    {"code": "burst", "when": "card.attempts_10m > 5", "outcome": "decline", "tags": ["card_testing"]},
    {"code": "large", "when": "amount > 10", "weight": Decimal("0.3"), "message": "Larger than usual."},
    entities={"card": "metadata.card"},
)
"""An earlier one, by which the clients were told."""

CARD: dict[str, Any] = {"metadata": {"card": {"S": "T-9"}}}
SIXTH = {"card.attempts_10m": Decimal(6)}


class Dies(BaseException):
    """Raised where the function dies."""


@pytest.fixture(autouse=True)
def _now(scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: SCORED_AT))
    scoring.decide_by(OWN)


def declined(number: int, minute: float = 0, **more: Any) -> dict[str, Any]:
    """Return a payment that its client was told to decline, without its attempts being in any profile."""
    return told(payment(number, minute, amount="12.50", **CARD), BURST, SIXTH, **more)


def approved(number: int, minute: float = 0) -> dict[str, Any]:
    return told(payment(number, minute, amount="12.50", **CARD), BURST, {"card.attempts_10m": Decimal(1)})


def test_the_row_says_what_the_client_was_told(scoring: ScoringOnAws) -> None:
    assert scoring.score(declined(1), approved(2)) == {"received": 2, "scored": 2, "alerts": 1}

    row = scoring.items["tx-001"]
    assert (row["outcome"], row["fraud_score"], row["tags"]) == ("decline", Decimal("0.3"), ["card_testing"])
    assert row["reasons"] == [
        {"reason": "burst", "weight": 0, "values": {"card.attempts_10m": 6}},
        {"reason": "large", "weight": Decimal("0.3"), "values": {"amount": Decimal("12.5")}},
    ]
    assert row["strategy"] == {"name": BURST.name, "digest": BURST.digest}
    assert json.loads(row["decision"]) == {"as_of": TOLD_AT, "engine": 1, "features": {"card": {"15": 6}}}
    assert row["alerted_above"] == Decimal("0.8")
    assert "degraded" not in row
    other = scoring.items["tx-002"]
    assert (other["outcome"], [each["reason"] for each in other["reasons"]]) == ("approve", ["large"])


def test_the_alert_says_what_the_client_was_told(scoring: ScoringOnAws) -> None:
    scoring.score(declined(1, degraded=("facts", "attempts")), approved(2))

    (alert,) = scoring.alerts()
    body = json.loads(alert["Message"], parse_float=Decimal)
    assert (body["transaction_id"], body["outcome"], body["fraud_score"]) == ("tx-001", "decline", Decimal("0.3"))
    assert body["strategy"]["digest"] == BURST.digest
    assert body["degraded"] == ["facts", "attempts"]
    assert alert["MessageAttributes"]["outcome"]["Value"] == "decline"


def test_the_log_says_what_the_client_was_told_and_by_which_strategy(scoring: ScoringOnAws, logs: FunctionLogs) -> None:
    scoring.score(declined(1, degraded=("profiles",)), payment(2))

    (line,) = logs.lines()
    first, second = line["scores"]
    assert {name: first[name] for name in ("id", "score", "outcome", "tags", "degraded", "strategy")} == {
        "id": "tx-001",
        "score": 0.3,
        "outcome": "decline",
        "tags": ["card_testing"],
        "degraded": ["profiles"],
        "strategy": BURST.digest[:12],
    }
    assert (second["id"], second["outcome"], "strategy" in second) == ("tx-002", "review", False)
    assert (line["Declines"], line["Reviews"]) == (1, 1)
    assert "UnfitDecisions" not in line


def test_what_is_decided_already_is_read_and_folded_as_it_was_decided(scoring: ScoringOnAws) -> None:
    """The rule reads facts, but nothing is left to decide by them."""
    asked = list[Any]()

    def note(name: str, arguments: Any) -> None:
        if name == "batch_get_item":
            asked.extend(
                each["entity"]["S"] for each in arguments["RequestItems"].get(scoring.profiles, {"Keys": ()})["Keys"]
            )

    record_calls(scoring, note)
    scoring.score(declined(1), approved(2, 1))
    assert [each for each in asked if each != ERASURES] == ["profile#customer#C-1"]

    scoring.score(payment(3, 2))
    assert profile(scoring).count == 3
    assert known(scoring, 3)[DECLINED_24H] == 1


def test_one_batch_may_hold_decided_and_undecided_payments_of_one_customer(scoring: ScoringOnAws) -> None:
    scoring.score(payment(3, 2), declined(1), payment(2, 1))

    assert {name: row["outcome"] for name, row in scoring.items.items()} == {
        "tx-001": "decline",
        "tx-002": "review",
        "tx-003": "review",
    }
    assert [known(scoring, number)[DECLINED_24H] for number in (2, 3)] == [1, 1]


def test_a_redelivery_changes_nothing(scoring: ScoringOnAws) -> None:
    batch = [declined(1), approved(2, 1)]
    scoring.score(*batch)
    scoring.alerts()
    before = (scoring.items, stored(scoring))

    assert scoring.score(*batch) == {"received": 2, "scored": 0, "alerts": 0}
    assert (scoring.items, stored(scoring)) == before
    assert not scoring.alerts()


@pytest.mark.parametrize("call", ["batch_execute_statement", "publish", "update_item"])
def test_a_crash_anywhere_loses_nothing_of_what_the_client_was_told(scoring: ScoringOnAws, call: str) -> None:
    def die(name: str, arguments: Any) -> None:
        if name == call and scoring.profiles not in str(arguments):
            raise Dies

    record_calls(scoring, die)
    with pytest.raises(Dies):
        scoring.score(declined(1), approved(2, 1))
    record_calls(scoring)
    scoring.score(declined(1), approved(2, 1))

    assert [scoring.items[each]["outcome"] for each in ("tx-001", "tx-002")] == ["decline", "approve"]
    assert "pending" not in scoring.items["tx-001"]
    assert json.loads(scoring.alerts()[-1]["Message"])["strategy"]["digest"] == BURST.digest
    assert profile(scoring).count == 2


def test_a_score_that_somebody_removed_is_written_again_as_the_client_was_told(scoring: ScoringOnAws) -> None:
    scoring.score(declined(1))
    scoring.aws.client("dynamodb").update_item(
        TableName=scoring.table, Key={"transaction_id": {"S": "tx-001"}}, UpdateExpression="REMOVE fraud_score"
    )

    scoring.score(declined(1))

    assert scoring.items["tx-001"]["outcome"] == "decline"
    assert scoring.items["tx-001"]["strategy"]["digest"] == BURST.digest
    assert profile(scoring).count == 1


def test_an_id_that_is_scored_under_another_timestamp_alerts_with_what_the_client_was_told(
    scoring: ScoringOnAws,
) -> None:
    scoring.score(approved(1))
    scoring.score(declined(1, 3))

    (alert,) = scoring.alerts()
    body = json.loads(alert["Message"])
    assert (body["outcome"], body["strategy"]["digest"]) == ("decline", BURST.digest)
    assert scoring.items["tx-001"]["outcome"] == "approve"
