"""A dry run decides afresh on what is known, whatever is known of the id, and leaves no trace."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.contract.strict_json import printable_name
from tests.handlers.broken_aws import broken
from tests.handlers.decisions_on_aws import DECISIONS, NOW, DecisionsOnAws
from tests.handlers.functions import FunctionLogs
from tests.handlers.strategies import strategy_of

PAID: dict[str, Any] = {
    "transaction_id": "tx-1",
    "amount": 20,
    "merchant": "Corner Bakery",
    "timestamp": NOW - 500,
    "metadata": {"card_token": "T-9"},
}
COUNTING = strategy_of(
    {"when": "card.attempts_10m >= 1", "weight": Decimal("0.1")},
    {"when": "card.attempts_10m >= 2", "weight": Decimal("0.1")},
    {"when": "card.attempts_10m >= 3", "weight": Decimal("0.1")},
    entities={"card": "metadata.card_token"},
)


def test_it_leaves_no_trace(decisions: DecisionsOnAws, logs: FunctionLogs) -> None:
    decisions.decide_by(COUNTING)
    with broken(decisions) as made:
        answer = decisions.post(PAID, dry_run="true")

    assert (answer.status, answer.body["score"]) == (200, 0.1)
    assert set(made.calls) == {"BatchGetItem"}
    assert not decisions.rows
    assert not decisions.table(DECISIONS)
    (line,) = logs.lines()
    assert (line["message"], "_aws" in line) == ("dry run", False)


def test_it_decides_afresh_whatever_is_known_of_the_id(decisions: DecisionsOnAws) -> None:
    first = decisions.post(PAID)
    decisions.decide_by(strategy_of({"when": "amount > 1", "outcome": "decline"}))

    answer = decisions.post({**PAID, "amount": 7}, dry_run="true")

    assert (first.body["outcome"], answer.status, answer.body["outcome"]) == ("approve", 200, "decline")
    assert "duplicate" not in answer.body


def test_it_counts_itself_among_the_attempts_once(decisions: DecisionsOnAws) -> None:
    decisions.decide_by(COUNTING)
    assert decisions.post(PAID).body["score"] == 0.1

    another, the_same = (
        decisions.post({**PAID, "transaction_id": name}, dry_run="true").body["score"] for name in ("tx-2", "tx-1")
    )

    assert (another, the_same) == (0.2, 0.1)
    assert list(decisions.attempts.values()) == [1]


@pytest.mark.parametrize("value", ["", "1", "True", "yes"])
def test_another_value_is_refused(decisions: DecisionsOnAws, value: str) -> None:
    answer = decisions.post(PAID, dry_run=value)

    assert (answer.status, answer.body) == (400, {"error": "dry_run: must be true or false"})
    assert not decisions.rows


@pytest.mark.parametrize("name", ["dryrun", "DRY_RUN", "dry-run", "", "a\n\u202eb"])
@pytest.mark.parametrize("query", [{}, {"dry_run": "true"}])
def test_another_parameter_is_refused_by_its_name(
    decisions: DecisionsOnAws, logs: FunctionLogs, name: str, query: dict[str, str]
) -> None:
    answer = decisions.post(PAID, **query, **{name: "true"})

    rule = "is not a query parameter of a decision"
    assert (answer.status, answer.body) == (400, {"error": f"{printable_name(name)}: {rule}"})
    assert logs.lines()[0]["reason"] == rule, "the name is the client's"
    assert not decisions.rows


def test_false_is_none(decisions: DecisionsOnAws) -> None:
    assert decisions.post(PAID, dry_run="false").status == 200
    assert len(decisions.rows) == 1


def test_what_a_decision_refuses_a_dry_run_refuses_too(decisions: DecisionsOnAws, logs: FunctionLogs) -> None:
    for change in ({"timestamp": NOW + 300_001}, {"transaction_id": " tx"}, {"metadata": {"pan": "x"}}, {"amount": -1}):
        assert decisions.post(PAID | change, dry_run="true").status == 400
    assert all("_aws" not in line for line in logs.lines())


def test_what_it_could_not_read_is_named(decisions: DecisionsOnAws, logs: FunctionLogs) -> None:
    decisions.decide_by(COUNTING)
    with broken(decisions) as made:
        made.fail("BatchGetItem", DECISIONS)
        answer = decisions.post(PAID, dry_run="true")

    assert answer.body["degraded"] == ["attempts"]
    assert "DegradedAttempts" not in logs.lines()[0]
