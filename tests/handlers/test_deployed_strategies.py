"""Decision goes by what is deployed, within a minute of it, in the time that it has for an answer whatever hangs."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest

from handlers.decision.strategy.pointers import CHALLENGER, OVERRIDE, SHADOW
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.broken_aws import BrokenAws, broken, refusal
from tests.handlers.decisions_on_aws import DECISIONS, NOW, DecisionsOnAws
from tests.handlers.functions import FunctionLogs
from tests.handlers.strategies import packaged, strategy_of
from tests.handlers.strategies_on_aws import STRATEGIES, StrategiesOnAws

TRANSACTIONS, PROFILES = "transactions-test", "fraud-profiles-test"
PAID: dict[str, Any] = {
    "transaction_id": "tx-1",
    "amount": 20,
    "merchant": "Corner Bakery",
    "timestamp": NOW - 500,
    "customer_id": "C-1",
    "metadata": {"card_token": "T-9"},
}
LONGEST_ANSWER = 3.0
"""Seconds."""
OLD, LATE = 31_000, 58_000
FIRST_ROUND = ["Query", "BatchGetItem", "BatchGetItem", "UpdateItem"]

HANGING = [
    ("Query", STRATEGIES),
    ("GetItem", STRATEGIES),
    ("Query", TRANSACTIONS),
    ("TransactWriteItems", ""),
    ("BatchGetItem", PROFILES),
    ("BatchGetItem", DECISIONS),
    ("UpdateItem", DECISIONS),
    ("SendMessage", ""),
]
SUBSETS = [each for size in range(len(HANGING) + 1) for each in combinations(HANGING, size)]


def version(number: int) -> Strategy:
    """Return a strategy that reads all that a decision can be made of, known by its number."""
    return strategy_of(
        {"when": f"customer.count_1h == 0 and amount > {number}", "weight": Decimal("0.1")},
        {"when": '"blocked" in customer.lists', "outcome": "decline"},
        {"when": "card.attempts_10m > 5", "outcome": "decline"},
        entities={"card": "metadata.card_token"},
    )


@pytest.fixture
def aws_broken(decisions: DecisionsOnAws) -> Iterator[BrokenAws]:
    with broken(decisions) as made:
        yield made


def test_what_is_deployed_decides_from_the_next_read_on(decisions: DecisionsOnAws, strategies: StrategiesOnAws) -> None:
    strategies.deploy(version(1))
    told = []
    for number, later in enumerate((0, OLD, OLD + 1)):
        decisions.clock.now = NOW + later
        told.append(decisions.post(PAID | {"transaction_id": f"tx-{number}"}).body["strategy"]["digest"])

    assert told == [packaged().digest, packaged().digest, version(1).digest], "read beside the second, for the third"


def test_a_read_beside_the_first_round_is_one_call_more_and_none_before_the_answer(
    decisions: DecisionsOnAws, strategies: StrategiesOnAws, aws_broken: BrokenAws
) -> None:
    strategies.deploy(version(1))
    decisions.module.strategies.refresh(NOW)
    decisions.clock.now += OLD
    aws_broken.calls.clear()
    rounds = list[list[str]]()
    aws_broken.after_round = lambda: rounds.append(list(aws_broken.calls))
    decisions.post(PAID)

    assert rounds == [[*FIRST_ROUND, "Query"]]
    assert aws_broken.calls == [*FIRST_ROUND, "Query", "TransactWriteItems"]


def test_an_instance_that_slept_reads_once_before_the_request_and_decides_by_what_is_new(
    decisions: DecisionsOnAws, strategies: StrategiesOnAws, aws_broken: BrokenAws
) -> None:
    strategies.deploy(version(1))
    decisions.module.strategies.refresh(NOW)
    decisions.clock.now += LATE
    aws_broken.calls.clear()
    answer = decisions.post(PAID)

    assert answer.body["strategy"]["digest"] == version(1).digest
    assert aws_broken.calls == ["Query", *FIRST_ROUND, "TransactWriteItems"]


def test_a_late_instance_whose_table_is_out_says_so_and_no_floor_is_put_under_the_outcome(
    decisions: DecisionsOnAws, strategies: StrategiesOnAws, aws_broken: BrokenAws, logs: FunctionLogs
) -> None:
    strict = strategy_of({"when": "amount > 1", "weight": Decimal("0.1")}, when_degraded="decline")
    strategies.deploy(strict)
    decisions.module.strategies.refresh(NOW)
    decisions.clock.now += LATE
    aws_broken.fail("Query", STRATEGIES, refusal("ThrottlingException"))
    logs.text()
    answer = decisions.post(PAID)
    (line,) = logs.lines()

    assert (answer.body["degraded"], answer.body["outcome"], line["DegradedStrategy"]) == (["strategy"], "approve", 1)
    assert answer.body["strategy"]["digest"] == strict.digest
    assert decisions.post(PAID).body == {**answer.body, "duplicate": True}


@pytest.mark.parametrize("age", [OLD, LATE])
def test_of_all_requests_in_five_seconds_one_waits_for_a_table_that_hangs(
    decisions: DecisionsOnAws, strategies: StrategiesOnAws, aws_broken: BrokenAws, age: int
) -> None:
    strategies.deploy(version(1))
    decisions.module.strategies.refresh(NOW)
    aws_broken.fail("Query", STRATEGIES)
    waited = list[bool]()
    for number in range(12):
        decisions.clock.now = NOW + age + number * 1_000
        aws_broken.now = 0.0
        request = {"transaction_id": f"tx-{number}", "timestamp": decisions.clock.now}
        assert decisions.post(PAID | request).status == 200
        waited.append(aws_broken.now > 0)

    assert [number for number, each in enumerate(waited) if each] == [0, 5, 10]


@pytest.mark.parametrize("age", [OLD, LATE])
def test_with_every_subset_of_calls_hanging_an_answer_takes_three_seconds_and_says_what_it_is_worth(
    decisions: DecisionsOnAws, strategies: StrategiesOnAws, aws_broken: BrokenAws, age: int
) -> None:
    for number, out in enumerate(SUBSETS):
        aws_broken.mend()
        decisions.module.strategies.refresh(decisions.clock.now)
        former = decisions.module.strategies.decider(decisions.clock.now).panel.active.digest
        strategies.deploy(version(number))
        decisions.clock.now += age
        for each in out:
            aws_broken.fail(*each)
        aws_broken.now = 0.0
        request = PAID | {"transaction_id": f"tx-{number}", "timestamp": decisions.clock.now}
        answer = decisions.post(request)

        hangs = {operation for operation, table in out if table != STRATEGIES}
        lost = ("TransactWriteItems" in hangs or "Query" in hangs) and "SendMessage" in hangs
        is_read = not {("Query", STRATEGIES), ("GetItem", STRATEGIES)} & {*out}
        assert aws_broken.now <= LONGEST_ANSWER, out
        assert answer.status == (503 if lost else 200), out
        if not lost:
            is_new = age == LATE and is_read
            assert answer.body["strategy"]["digest"] == (version(number).digest if is_new else former), out
            assert ("strategy" in answer.body.get("degraded", [])) is (age == LATE and not is_read), out


@pytest.mark.parametrize("seconds", [0.29, 0.4])
def test_reads_before_a_request_that_are_slow_and_answer_leave_it_in_time(
    decisions: DecisionsOnAws, strategies: StrategiesOnAws, aws_broken: BrokenAws, seconds: float
) -> None:
    strategies.deploy(version(1))
    strategies.deploy(version(2), SHADOW)
    strategies.deploy(version(3), CHALLENGER, percent=50)
    decisions.clock.now += LATE
    aws_broken.slow("Query", STRATEGIES, seconds)
    aws_broken.slow("GetItem", STRATEGIES, seconds)
    for each in (("BatchGetItem", PROFILES), ("Query", TRANSACTIONS), ("TransactWriteItems", "")):
        aws_broken.fail(*each)
    answer = decisions.post(PAID)

    assert (answer.status, aws_broken.now <= LONGEST_ANSWER) == (200, True)


def test_the_override_is_what_is_told_and_a_challenger_has_the_same_arm_in_scoring(
    decisions: DecisionsOnAws, strategies: StrategiesOnAws
) -> None:
    strategies.deploy(version(1))
    strategies.deploy(version(2), CHALLENGER, percent=50)
    strategies.point(OVERRIDE, outcome="review")
    decisions.module.strategies.refresh(NOW)
    decisions.scoring.module.strategies.refresh(NOW)
    by = dict[str, str]()
    for number in range(12):
        paid = PAID | {"transaction_id": f"tx-{number}", "customer_id": f"C-{number}"}
        answer = decisions.post(paid)
        assert answer.body["outcome"] == "review"
        by[f"{number}"] = answer.body["strategy"]["digest"]
        decisions.ingestion.post(paid | {"transaction_id": f"other-{number}"})
    decisions.score()
    rows = decisions.scoring.items

    assert {*by.values()} == {version(1).digest, version(2).digest}
    for name, digest in by.items():
        assert rows[f"tx-{name}"]["strategy"]["digest"] == rows[f"other-{name}"]["strategy"]["digest"] == digest


def test_a_decision_from_the_queue_that_an_override_replaced_is_no_other_decision(
    decisions: DecisionsOnAws, strategies: StrategiesOnAws, aws_broken: BrokenAws
) -> None:
    strategies.deploy(version(1))
    strategies.point(OVERRIDE, outcome="review")
    decisions.module.strategies.refresh(NOW)
    aws_broken.fail("TransactWriteItems")
    told = decisions.post(PAID).body["outcome"]
    aws_broken.mend()
    (message,) = decisions.queued

    assert (told, decisions.redrive(message).status, decisions.redrive(message).status) == ("review", 200, 200)


def test_a_dry_run_goes_by_what_is_deployed_too(decisions: DecisionsOnAws, strategies: StrategiesOnAws) -> None:
    strategies.deploy(version(1))
    decisions.clock.now += LATE

    assert decisions.post(PAID, dry_run="true").body["strategy"]["digest"] == version(1).digest


def test_every_read_writes_a_line_with_what_is_in_force(
    decisions: DecisionsOnAws, strategies: StrategiesOnAws, logs: FunctionLogs
) -> None:
    strategies.deploy(version(1), version=7)
    strategies.deploy(version(2), SHADOW, version=2)
    logs.text()
    decisions.module.strategies.refresh(NOW)
    (line,) = logs.lines(of_strategies=True)

    said = {"active": version(1).digest[:12], "shadow": version(2).digest[:12]}
    assert (line["message"], line["StrategyChanges"], line["StrategiesBroken"]) == ("strategies", 9, 0)
    assert {name: line.get(name) for name in said} == said


@pytest.mark.parametrize(
    ("digest", "said"),
    [
        ("d" * 64, ("active", "there is no such document")),
        (7, (None, "the pointer active is damaged: Expected `str`, got `decimal` - at `$.digest`")),
    ],
    ids=["without a document", "damaged"],
)
def test_a_pointer_that_cannot_be_followed_is_named_and_counted(
    decisions: DecisionsOnAws, strategies: StrategiesOnAws, logs: FunctionLogs, digest: object, said: tuple[str, str]
) -> None:
    strategies.point("active", digest=digest)
    decisions.clock.now += OLD
    logs.lines()

    assert decisions.post(PAID).status == 200

    lines = logs.lines(of_strategies=True)
    (warning,) = [each for each in lines if each["message"] == "strategy broken"]
    assert (warning["level"], warning.get("pointer"), warning["reason"]) == ("WARN", *said)
    assert [each["StrategiesBroken"] for each in lines if "StrategiesBroken" in each] == [1]
