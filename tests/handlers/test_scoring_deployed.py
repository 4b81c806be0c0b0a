"""Scoring and Feedback go by what is deployed; what they do while the strategies table is out loses nothing."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.contract.errors import StrategiesUnread
from handlers.decision.strategy.pointers import CHALLENGER, OVERRIDE, SHADOW
from tests.handlers.broken_aws import refusal
from tests.handlers.feedback_on_aws import NOW, FeedbackOnAws, fraud
from tests.handlers.functions import FunctionLogs
from tests.handlers.scoring_on_aws import ScoringOnAws, scored_transaction
from tests.handlers.strategies import strategy_of
from tests.handlers.strategies_on_aws import StrategiesOnAws, forget

SECONDS = 1_795_350_700
REVIEWING = strategy_of({"when": "amount > 1", "outcome": "review"}, name="reviewing")
DECLINING = strategy_of(
    {"when": "amount > 1", "outcome": "decline"},
    {"when": "wallet.count_1h > 5"},
    entities={"wallet": "metadata.wallet"},
    name="declining",
)
CAREFUL = strategy_of(
    {"when": "amount > 1", "weight": Decimal("0.4")},
    thresholds={"review": Decimal("0.5"), "decline": Decimal("0.9")},
)


class Clock:
    """The time of Scoring, and its table of strategies, which may be out."""

    def __init__(self, scoring: ScoringOnAws, patch: pytest.MonkeyPatch) -> None:
        self.now, self.calls = SECONDS, 0
        self.out = False
        table = scoring.module.strategies._follower._table  # noqa: SLF001 -- which may be out
        read = table.pointers
        patch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: self.now))
        patch.setattr(table, "pointers", lambda: self._answer(read))

    def _answer(self, read: Any) -> Any:
        self.calls += 1
        if self.out:
            raise refusal("ThrottlingException")
        return read()


@pytest.fixture
def clock(scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(scoring, monkeypatch)
    scoring.module.strategies.refresh(made.now * 1000)
    made.calls = 0
    return made


def strategy_in(scoring: ScoringOnAws, number: int) -> tuple[Any, Any]:
    scoring.score(scored_transaction(number))
    row = scoring.items[f"tx-{number}"]
    return row["strategy"]["name"], row.get("degraded")


def test_a_batch_goes_by_what_was_read_half_a_minute_ago_at_most(
    scoring: ScoringOnAws, strategies: StrategiesOnAws, clock: Clock
) -> None:
    strategies.deploy(REVIEWING)
    clock.now += 30
    assert strategy_in(scoring, 1) == ("default", None)
    clock.now += 1
    assert strategy_in(scoring, 2) == ("reviewing", None)
    assert clock.calls == 1


def test_while_the_table_is_out_the_last_good_version_decides_and_says_so_after_a_minute(
    scoring: ScoringOnAws, strategies: StrategiesOnAws, clock: Clock, logs: FunctionLogs
) -> None:
    strategies.deploy(REVIEWING)
    clock.now += 31
    assert strategy_in(scoring, 1) == ("reviewing", None)
    clock.out, clock.calls = True, 0
    clock.now += 60
    assert strategy_in(scoring, 2) == ("reviewing", None)
    clock.now += 1
    logs.text()
    assert strategy_in(scoring, 3) == ("reviewing", ["strategy"])
    assert logs.lines()[-1]["DegradedStrategy"] == 1
    assert clock.calls == 1, "not oftener than every five seconds"


def test_a_batch_that_takes_long_says_so_from_when_its_strategies_are_too_old(
    scoring: ScoringOnAws, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = scoring.module.profiles.read

    def read_slowly(keys: Any) -> Any:
        clock.now += 61
        return read(keys)

    monkeypatch.setattr(scoring.module.profiles, "read", read_slowly)

    assert strategy_in(scoring, 1) == ("default", ["strategy"])


def test_an_instance_that_starts_without_the_table_fails_until_it_is_back(scoring: ScoringOnAws, clock: Clock) -> None:
    forget(scoring.module.strategies)
    clock.out = True
    for _ in range(2):
        with pytest.raises(StrategiesUnread):
            scoring.score(scored_transaction(1))
    assert not scoring.items
    clock.out = False
    assert strategy_in(scoring, 1) == ("default", None)


def test_shadow_challenger_and_override_are_counted(
    scoring: ScoringOnAws, strategies: StrategiesOnAws, clock: Clock, logs: FunctionLogs
) -> None:
    strategies.deploy(REVIEWING)
    strategies.deploy(DECLINING, SHADOW)
    strategies.deploy(CAREFUL, CHALLENGER, percent=100)
    strategies.point(OVERRIDE, outcome="approve")
    clock.now += 31
    logs.text()
    scoring.score(scored_transaction(1) | {"customer_id": "C-1"}, scored_transaction(2))
    (line,) = logs.lines()

    names = ("ShadowDecisions", "ShadowAlerts", "ShadowDiffers", "ChallengerDecisions", "Overridden")
    assert {name: line[name] for name in names} == dict(zip(names, (2, 2, 2, 1, 2), strict=True))
    assert line["strategy"] == REVIEWING.digest[:12]
    assert [each.get("strategy") for each in line["scores"]] == [CAREFUL.digest[:12], None]
    assert {name for each in line["_aws"]["CloudWatchMetrics"][0]["Metrics"] for name in [each["Name"]]} >= {*names}


def test_scores_are_counted_by_the_threshold_of_the_strategy_that_gave_them(
    scoring: ScoringOnAws, strategies: StrategiesOnAws, clock: Clock, logs: FunctionLogs
) -> None:
    strategies.deploy(CAREFUL)
    clock.now += 31
    logs.text()
    scoring.score(scored_transaction(1))
    (line,) = logs.lines()

    assert (line["LowScores"], line["MediumScores"], line["HighScores"]) == (0, 1, 0), "0.4, where 0.5 is the threshold"


@pytest.mark.parametrize("pointer", ["active", SHADOW, CHALLENGER])
def test_a_label_is_told_to_the_entities_of_all_that_is_deployed(
    feedback: FeedbackOnAws, strategies: StrategiesOnAws, pointer: str
) -> None:
    strategies.deploy(DECLINING, pointer, **({"percent": 1} if pointer == CHALLENGER else {}))
    feedback.store("tx-1", metadata={"wallet": "K-1"}, score=False)
    feedback.scoring.score(
        scored_transaction(1) | {"timestamp": NOW - 60_000, "customer_id": "C-1", "terminal_id": "T-1"}
    )
    feedback.label(fraud("tx-1"))

    assert [len(feedback.facts(f"facts#{each}").labels) for each in ("customer#C-1", "terminal#T-1", "wallet#K-1")] == (
        [1, 1, 1]
    )


def test_a_label_is_unavailable_while_nobody_knows_what_is_deployed(
    feedback: FeedbackOnAws, logs: FunctionLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    feedback.store("tx-1")
    current = feedback.module.strategies
    current.refresh(NOW)

    def away() -> Any:
        raise refusal("ThrottlingException")

    monkeypatch.setattr(current._follower, "pointers", away)  # noqa: SLF001 -- the table is out
    feedback.now += 31_000
    assert feedback.label(fraud("tx-1"))[0]["status"] == "stored", "they are not too old yet"
    feedback.now += 31_000
    logs.text()
    assert feedback.label(fraud("tx-1"))[0]["status"] == "unavailable"
    (line,) = [each for each in logs.lines() if each["message"] == "unavailable"]
    assert line["reason"] == "StrategiesUnread"
    monkeypatch.undo()


def test_a_start_of_feedback_without_the_table_is_unavailable(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    feedback.store("tx-1")
    current = feedback.module.strategies
    forget(current)

    def away() -> Any:
        raise refusal("ThrottlingException")

    with monkeypatch.context() as patch:
        patch.setattr(current._follower, "pointers", away)  # noqa: SLF001 -- the table is out
        assert feedback.label(fraud("tx-1"))[0]["status"] == "unavailable"
    assert feedback.row("tx-1") is None
    assert feedback.label(fraud("tx-1"))[0]["status"] == "stored"
