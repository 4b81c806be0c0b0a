"""A transaction is read back as it came, with the decision that POST /decisions answers, and what was said since."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from handlers.contract.iso_time import iso_time
from handlers.decision.arms import CONTROL, arm_of
from handlers.decision.entity.entities import EntityKey
from handlers.decision.transaction_view import LONGEST_UNSCORED
from tests.handlers.decisions_on_aws import NOW, DecisionsOnAws
from tests.handlers.functions import FakeLambdaContext
from tests.handlers.queries_on_aws import QueriesOnAws
from tests.handlers.strategies_on_aws import StrategiesOnAws
from tests.handlers.test_decisions import APPROVED, PAID
from tests.handlers.test_panel_decisions import ACTIVE, CHALLENGING, PERCENT, refresh

AS_ANSWERED = ("outcome", "score", "reasons", "tags", "strategy", "degraded")


def read(queries: QueriesOnAws, name: str = "tx-1") -> Mapping[str, Any]:
    """Return the transaction, which is the same by its path and by its query."""
    answer, other = queries.transaction(name), queries.get("/transactions", id=name)
    assert (answer.status, answer.body) == (other.status, other.body)
    assert answer.status == 200
    return answer.body


def agrees(shown: Mapping[str, Any], answer: Mapping[str, Any]) -> bool:
    """Return whether what is read is what was answered, in all that both have."""
    return {name: shown[name] for name in AS_ANSWERED if name in shown} == {
        name: answer[name] for name in AS_ANSWERED if name in answer
    }


def test_what_was_decided_is_read_back_before_it_is_scored(queries: QueriesOnAws) -> None:
    answer = queries.decisions.post(PAID).body
    shown = read(queries)
    assert shown["transaction"] == {**PAID, "created_at": "2026-11-22T12:31:40.500+00:00"}
    assert agrees(shown["decision"], answer)
    assert shown["decision"]["decided_at"] == "2026-11-22T12:31:40.500+00:00"
    assert "scored_at" not in shown["decision"]
    assert shown["labels"] == []
    assert not {"final_outcome", "review", "raced", "expired", "unreadable"} & shown.keys()


def test_features_are_named_and_those_that_were_absent_are_null(queries: QueriesOnAws) -> None:
    queries.decisions.post(APPROVED)
    queries.decisions.score()
    queries.decisions.clock.now += 1000
    queries.decisions.post(APPROVED | {"transaction_id": "tx-2", "timestamp": NOW + 900})
    features = read(queries, "tx-2")["decision"]["features"]
    assert (features["customer.count_24h"], features["customer.mean_30d"]) == (1, 12.5)
    assert read(queries)["decision"]["features"]["customer.mean_30d"] is None


@pytest.mark.parametrize("payment", [PAID, APPROVED], ids=["review", "approve"])
def test_what_came_by_the_other_route_has_no_decision_until_it_is_scored(
    queries: QueriesOnAws, payment: Mapping[str, Any]
) -> None:
    queries.decisions.ingestion.post(payment)
    assert "decision" not in read(queries)
    queries.decisions.score()
    shown, answer = read(queries), queries.decisions.post(payment).body
    assert agrees(shown["decision"], answer)
    assert shown["decision"]["scored_at"]
    assert shown["decision"]["features"].keys() >= {"customer.count_1h"}


def test_a_decision_stays_when_its_score_is_gone(queries: QueriesOnAws) -> None:
    answer = queries.decisions.post(PAID).body
    queries.decisions.clock.now += LONGEST_UNSCORED + 1000
    shown = read(queries)
    assert agrees(shown["decision"], answer)
    assert "expired" not in shown


def test_it_says_when_a_score_is_gone_with_the_decision(queries: QueriesOnAws) -> None:
    queries.decisions.put(
        queries.decisions.ingestion.table,
        {"transaction_id": "tx-1", "timestamp": NOW, "amount": 1, "merchant": "M", "created_at": iso_time(NOW)},
    )
    assert "expired" not in read(queries)
    queries.decisions.clock.now = NOW + LONGEST_UNSCORED + 1
    shown = read(queries)
    assert shown["expired"] is True
    assert "decision" not in shown


def test_a_row_that_was_changed_is_shown_by_the_score_of_what_it_holds(queries: QueriesOnAws) -> None:
    queries.decisions.ingestion.post(PAID)
    queries.decisions.score()
    (row,) = queries.decisions.rows
    queries.put(queries.decisions.ingestion.table, {**row, "amount": 7})
    shown = read(queries)
    assert shown["transaction"]["amount"] == 7
    assert "decision" not in shown  # the answer of POST /decisions is 503: it is scored anew
    assert queries.decisions.post(PAID | {"amount": 7}).status == 503


@pytest.mark.parametrize("scored", [0, 1])
def test_of_two_that_raced_the_one_is_shown_that_was_scored(queries: QueriesOnAws, scored: int) -> None:
    rows: list[dict[str, Any]] = [
        {"transaction_id": "tx-1", "timestamp": NOW - 2 + each, "amount": 100 + each, "merchant": "M"}
        for each in (0, 1)
    ]
    for row in rows:
        queries.put(queries.decisions.ingestion.table, row)
    assert read(queries)["raced"] == [NOW - 1]
    queries.decisions.scoring.score({**rows[scored], "amount": str(rows[scored]["amount"])})
    shown, answer = read(queries), queries.decisions.post(rows[scored]).body
    assert shown["transaction"] == rows[scored]
    assert shown["raced"] == [rows[1 - scored]["timestamp"]]
    assert agrees(shown["decision"], answer)
    assert answer["timestamp"] == shown["transaction"]["timestamp"]


def test_the_decided_one_is_shown_of_two_that_raced(queries: QueriesOnAws) -> None:
    answer = queries.decisions.post(PAID).body
    earlier = {"transaction_id": "tx-1", "timestamp": NOW - 9000, "amount": 1, "merchant": "M"}
    queries.put(queries.decisions.ingestion.table, earlier)
    queries.decisions.scoring.score({**earlier, "amount": "1"})
    shown = read(queries)
    assert agrees(shown["decision"], answer)
    assert "scored_at" not in shown["decision"]  # that score is of the other one
    assert shown["raced"] == [NOW - 9000]


def test_override_and_arm_are_shown_beside_the_strategys_own_outcome(
    queries: QueriesOnAws, strategies: StrategiesOnAws
) -> None:
    decisions: DecisionsOnAws = queries.decisions
    strategies.deploy(ACTIVE)
    strategies.deploy(CHALLENGING, "challenger", percent=PERCENT)
    strategies.point("override", outcome="approve")
    refresh(decisions)
    customer = next(each for each in map(str, range(99)) if _arm_of(each) == CONTROL)
    answer = decisions.post(PAID | {"customer_id": customer}).body
    decisions.ingestion.post(PAID | {"customer_id": customer, "transaction_id": "tx-2"})
    for name in ("tx-1", "tx-2"):
        decisions.score()
        shown = read(queries, name)["decision"]
        assert (shown["outcome"], shown["override"], shown["own_outcome"]) == ("approve", "approve", "decline")
        assert shown["arm"] == {"experiment": CHALLENGING.digest, "name": "control"}
    assert agrees(read(queries)["decision"], answer)


def _arm_of(customer: str) -> str:
    return arm_of(EntityKey("customer", customer), CHALLENGING.digest, PERCENT).name


def test_degraded_decisions_say_so(queries: QueriesOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries.decisions.module.strategies, "_last", None)
    answer = queries.decisions.post(PAID).body
    assert answer["degraded"] == ["strategy"]
    assert agrees(read(queries)["decision"], answer)


def test_queries_tells_the_active_strategy_to_the_fraud_detector_endpoint_and_none_of_an_unknown_digest(
    queries: QueriesOnAws,
) -> None:
    active = queries.module.handler({"strategy": None, "headers": {}}, FakeLambdaContext())
    told = json.loads(active["body"])
    again = queries.module.handler({"strategy": told["digest"], "headers": {}}, FakeLambdaContext())
    unknown = queries.module.handler({"strategy": "0" * 64, "headers": {}}, FakeLambdaContext())

    assert (active["statusCode"], set(told["document"])) == (200, {"evaluate", "rules", "fraud_detector"})
    assert json.loads(again["body"]) == told
    assert unknown["statusCode"] == 404
