"""A batch with more payments of an entity than its ring holds goes in parts, so that a retry folds nothing twice."""

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.contract.errors import PartialBatchError
from tests.handlers.known_payments import COUNT_1H, SCORED_AT, known_to_each, payment, profile
from tests.handlers.recorded_calls import record_calls
from tests.handlers.scoring_on_aws import ScoringOnAws
from tests.handlers.strategies import strategy_of

HABIT = strategy_of({"when": "customer.count_1h >= 2 and customer.sum_1h > 25"})


class Dies(BaseException):
    """Raised where the function dies."""


@pytest.fixture(autouse=True)
def _now(scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: SCORED_AT))
    scoring.decide_by(HABIT)


def test_more_payments_of_an_entity_than_its_ring_holds_are_decided_and_written_in_parts(scoring: ScoringOnAws) -> None:
    batch = [payment(number, number / 10) for number in range(60)]
    calls = record_calls(scoring)

    scoring.score(*reversed(batch), payment(90, customer="C-2"))

    assert known_to_each(scoring, COUNT_1H) == [*range(60), 0]
    assert (profile(scoring).count, profile(scoring, "customer#C-2").count) == (60, 1)
    reads = [size for name, size in calls if name == "batch_get_item"]
    assert reads == [1, 61, 5, 3, 3], "the marks of erasures, the scores, then profiles, facts and marks of each part"


@pytest.mark.parametrize("dies_at", range(2, 9))
def test_a_retry_of_a_batch_in_parts_folds_each_payment_once_wherever_it_died(
    scoring: ScoringOnAws, dies_at: int
) -> None:
    batch = [payment(number, number / 10) for number in range(60)]
    made = Counter[str]()

    def answer(name: str, _: Any) -> Any:
        made[name] += 1
        if made.total() == dies_at:
            raise Dies

    record_calls(scoring, answer)
    with pytest.raises(Dies):
        scoring.score(*batch)
    record_calls(scoring)
    scoring.score(*batch)

    assert profile(scoring).count == 60
    assert known_to_each(scoring, COUNT_1H) == list(range(60))


def test_scores_that_cannot_be_written_hold_up_the_parts_after_them(scoring: ScoringOnAws) -> None:
    batch = [payment(number, number / 10) for number in range(60)]

    def refuse_the_first(name: str, arguments: Any) -> Any:
        statements = arguments.get("Statements", [])
        if name == "batch_execute_statement" and scoring.table in statements[0]["Statement"]:
            refused = {"Error": {"Code": "ValidationError", "Message": "k3epm3out"}}
            return {"Responses": [refused for _ in statements]}
        return None

    record_calls(scoring, refuse_the_first)
    with pytest.raises(PartialBatchError, match=r"60 entries: ValidationError, after others that failed"):
        scoring.score(*batch)
    assert profile(scoring).count == 24

    record_calls(scoring)
    scoring.score(*batch)

    assert profile(scoring).count == 60
    assert known_to_each(scoring, COUNT_1H) == list(range(60))
