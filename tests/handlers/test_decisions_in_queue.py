"""A decision that no table takes is answered from the queue, and brought back to one decision under its id."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from handlers.contract.errors import Refused
from handlers.contract.fallback import decode_decided_fallback, decode_fallback
from tests.handlers.broken_aws import BrokenAws, broken
from tests.handlers.decisions_on_aws import NOW, DecisionsOnAws
from tests.handlers.functions import FunctionLogs
from tests.handlers.strategies import strategy_of

PAID: dict[str, Any] = {"transaction_id": "tx-1", "amount": 20000, "merchant": "Crypto Kingdom", "timestamp": NOW - 500}
UNTIMED = {name: value for name, value in PAID.items() if name != "timestamp"}
DECLINING = strategy_of({"when": "amount > 1", "outcome": "decline"})


@pytest.fixture
def aws_broken(decisions: DecisionsOnAws) -> Iterator[BrokenAws]:
    with broken(decisions) as made:
        yield made


def told_from_queue(decisions: DecisionsOnAws, aws_broken: BrokenAws, request: dict[str, Any]) -> tuple[Any, str]:
    """Return what a client is told while the table is out, and the message."""
    aws_broken.fail("TransactWriteItems")
    answer = decisions.post(request)
    aws_broken.mend()
    (message,) = decisions.queued
    return answer, message


@pytest.mark.parametrize("request_", [PAID, UNTIMED], ids=["timed", "untimed"])
def test_redrive_stores_the_very_decision_that_the_client_was_told(
    decisions: DecisionsOnAws, aws_broken: BrokenAws, logs: FunctionLogs, request_: dict[str, Any]
) -> None:
    answer, message = told_from_queue(decisions, aws_broken, request_)
    assert [(line["message"], line["DecisionsInQueue"]) for line in logs.lines()] == [("queued", 1)]
    decisions.decide_by(DECLINING)
    decisions.clock.now += 3_600_000

    redriven = decisions.redrive(message)
    again = decisions.redrive(message)

    assert (answer.status, answer.body["outcome"]) == (200, "review")
    assert (redriven.status, redriven.body) == (200, answer.body)
    assert (again.status, again.body) == (200, {**answer.body, "duplicate": True})
    assert decisions.post(request_).body == {**answer.body, "duplicate": True}
    (row,) = decisions.rows
    assert row["created_at"] == "2026-11-22T12:31:40.500+00:00"


def test_what_was_degraded_is_counted_when_the_client_is_told_and_not_again_by_redrive(
    decisions: DecisionsOnAws, aws_broken: BrokenAws, logs: FunctionLogs
) -> None:
    decisions.decide_by(strategy_of({"when": "customer.count_1h > 5", "outcome": "decline"}))
    aws_broken.fail("BatchGetItem", "fraud-profiles-test")
    answer, message = told_from_queue(decisions, aws_broken, PAID | {"customer_id": "C-1"})
    assert answer.body["degraded"] == ["profiles"]
    assert [line["DegradedProfiles"] for line in logs.lines()] == [1]

    assert decisions.redrive(message).body == answer.body

    (line,) = logs.lines()
    assert (line["message"], line["degraded"], "_aws" in line) == ("decided", ["profiles"], False)


@pytest.mark.parametrize(("strategy", "status"), [(None, 200), (DECLINING, 409)])
def test_of_a_decision_that_was_stored_meanwhile_redrive_compares_the_outcome(
    decisions: DecisionsOnAws, aws_broken: BrokenAws, strategy: Any, status: int
) -> None:
    _, message = told_from_queue(decisions, aws_broken, PAID)
    if strategy:
        decisions.decide_by(strategy)
    stored = decisions.post({**PAID, "timestamp": NOW - 499})

    redriven = decisions.redrive(message)

    assert redriven.status == status
    assert redriven.body == (
        {**stored.body, "duplicate": True} if status == 200 else {"error": "transaction_id: is decided otherwise"}
    )
    assert len(decisions.rows) == 1


def test_of_an_id_that_came_by_the_other_route_redrive_compares_its_score(
    decisions: DecisionsOnAws, aws_broken: BrokenAws
) -> None:
    _, message = told_from_queue(decisions, aws_broken, PAID)
    decisions.ingestion.post(PAID)

    assert decisions.redrive(message).status == 503
    decisions.score()
    assert decisions.redrive(message).body["duplicate"] is True


def test_other_content_under_the_id_is_a_conflict_for_redrive(decisions: DecisionsOnAws, aws_broken: BrokenAws) -> None:
    _, message = told_from_queue(decisions, aws_broken, PAID)
    decisions.post({**PAID, "amount": 1})

    assert decisions.redrive(message).body == {"error": "transaction_id: is known with other content"}


def test_tables_that_are_still_out_leave_the_message_for_later(
    decisions: DecisionsOnAws, aws_broken: BrokenAws, logs: FunctionLogs
) -> None:
    _, message = told_from_queue(decisions, aws_broken, PAID)
    logs.lines()
    for operation, table in (("TransactWriteItems", ""), ("Query", "transactions-test")):
        aws_broken.fail(operation, table)
        assert decisions.redrive(message).status == 503
        aws_broken.mend()
    assert [line["message"] for line in logs.lines()] == ["undurable", "undurable"]
    assert not decisions.queued[1:]


def test_each_function_refuses_the_others_messages(decisions: DecisionsOnAws, aws_broken: BrokenAws) -> None:
    _, message = told_from_queue(decisions, aws_broken, PAID)
    without = json.dumps({name: value for name, value in json.loads(message).items() if name != "decision"})

    with pytest.raises(Refused, match="Decision stores"):
        decode_fallback(message)
    with pytest.raises(Refused, match="decision that the client was told"):
        decode_decided_fallback(without)
    assert decisions.ingestion.invoke({"letter": message}).status == 400
    assert decisions.redrive(without).status == 400


@pytest.mark.parametrize("change", [{"amount": 1}, {"timestamp": NOW}])
def test_a_decision_on_another_request_is_refused(
    decisions: DecisionsOnAws, aws_broken: BrokenAws, change: dict[str, Any]
) -> None:
    _, message = told_from_queue(decisions, aws_broken, PAID)
    content = json.loads(message, parse_float=Decimal)
    content["request"] |= change

    answer = decisions.redrive(json.dumps(content))

    assert (answer.status, "of other fields" in answer.body["error"]) == (400, True)
    assert not decisions.rows


def test_a_message_whose_decision_is_no_text_is_refused(decisions: DecisionsOnAws, aws_broken: BrokenAws) -> None:
    _, message = told_from_queue(decisions, aws_broken, PAID)
    for decision in (7, None, "no base64", ""):
        assert decisions.redrive(json.dumps(json.loads(message) | {"decision": decision})).status == 400
