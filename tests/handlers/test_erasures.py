"""Payments from before a person's erasure are dropped by whoever gets them later, and remembered by nobody."""

from typing import Any

import pytest

from handlers.contract.errors import PartialBatchError
from handlers.decision.entity.places import IdPlace
from handlers.decision.erasure import BEGUN_AFTER, ERASURES
from tests.handlers.feedback_on_aws import NOW, FeedbackOnAws, fraud
from tests.handlers.functions import FunctionLogs
from tests.handlers.known_payments import COUNT_EVER, FIRST, MINUTE, known, payment, profile, stored
from tests.handlers.marked_entities import marked, marks_attributes
from tests.handlers.recorded_calls import record_calls
from tests.handlers.scoring_on_aws import ScoringOnAws
from tests.handlers.strategies import strategy_of

MOMENT = FIRST + 10 * MINUTE
CUSTOMER, CARD = "profile#customer#C-1", IdPlace("metadata", "card")


def put_marks(scoring: ScoringOnAws, **attributes: Any) -> None:
    scoring.aws.client("dynamodb").put_item(TableName=scoring.profiles, Item={"entity": {"S": ERASURES}, **attributes})


@pytest.fixture(autouse=True)
def _strategy(request: pytest.FixtureRequest) -> None:
    if "scoring" in request.fixturenames:
        request.getfixturevalue("scoring").decide_by(strategy_of({"when": "customer.count_ever > 99"}))


def test_of_a_payload_all_is_scored_but_what_precedes_an_erasure(scoring: ScoringOnAws, logs: FunctionLogs) -> None:
    put_marks(scoring, **marks_attributes(marked(MOMENT, "C-1")))

    answer = scoring.score(payment(1), payment(2, 20), payment(3, customer="C-2"))

    assert answer == {"received": 3, "scored": 2, "alerts": 0}
    assert set(scoring.items) == {"tx-002", "tx-003"}
    assert (profile(scoring).count, profile(scoring, "customer#C-2").count) == (1, 1)
    assert [line["erased"] for line in logs.lines() if line["message"] == "dropped"] == [1]


def test_what_a_queue_brings_back_two_weeks_later_is_dropped_again(scoring: ScoringOnAws) -> None:
    """Lambda's queue keeps the payload as it was, so that the receipt that it states still counts."""
    put_marks(scoring, **marks_attributes(marked(MOMENT, "C-1")))

    assert scoring.score(payment(1, received=MOMENT - 1), payment(2, received=MOMENT)) == {
        "received": 2,
        "scored": 1,
        "alerts": 0,
    }
    assert set(scoring.items) == {"tx-002"}


def test_who_is_erased_while_a_payload_is_read_is_dropped_from_it_by_the_retry(scoring: ScoringOnAws) -> None:
    def erase(name: str, arguments: Any) -> None:
        if name == "batch_get_item" and CUSTOMER in str(arguments):
            put_marks(scoring, **marks_attributes(marked(MOMENT, "C-1")))

    record_calls(scoring, erase)
    with pytest.raises(PartialBatchError, match="erased meanwhile"):
        scoring.score(payment(1), payment(2, customer="C-2"))
    assert scoring.items == {}
    assert CUSTOMER not in stored(scoring)

    assert scoring.score(payment(1), payment(2, customer="C-2"))["scored"] == 1
    assert set(scoring.items) == {"tx-002"}


def test_an_alert_that_a_row_still_owes_is_not_published_after_the_erasure(scoring: ScoringOnAws) -> None:
    scoring.decide_by(strategy_of({"when": "True", "outcome": "review"}))
    with pytest.MonkeyPatch.context() as dying:
        dying.setattr(scoring.module.settler, "settle", lambda *_: [])
        scoring.score(payment(1))
    assert "pending" in scoring.items["tx-001"]
    put_marks(scoring, **marks_attributes(marked(MOMENT, "C-1")))

    scoring.score(payment(1))

    assert (scoring.alerts(), scoring.events(), scoring.reviews) == ([], [], {})


def test_a_profile_from_before_is_not_known_to_who_comes_back(scoring: ScoringOnAws) -> None:
    scoring.score(payment(1), payment(2, 1))
    put_marks(scoring, **marks_attributes(marked(MOMENT, "C-1")))

    scoring.score(payment(3, 20), payment(4, 21))

    assert [known(scoring, number)[COUNT_EVER] for number in (3, 4)] == [0, 1]
    assert profile(scoring).count == 2
    assert stored(scoring)[CUSTOMER][BEGUN_AFTER] == {"N": str(MOMENT)}

    scoring.score(payment(5, 22))
    assert (known(scoring, 5)[COUNT_EVER], profile(scoring).count) == (2, 3)


def test_who_is_erased_twice_begins_anew_twice(scoring: ScoringOnAws) -> None:
    put_marks(scoring, **marks_attributes(marked(MOMENT, "C-1")))
    scoring.score(payment(1, 12))
    put_marks(scoring, **marks_attributes(marked(MOMENT + 5 * MINUTE, "C-1")))

    scoring.score(payment(1, 12), payment(2, 20))

    assert known(scoring, 2)[COUNT_EVER] == 0
    assert profile(scoring).count == 1


def test_an_erased_card_is_dropped_by_a_strategy_that_knows_no_cards(scoring: ScoringOnAws) -> None:
    put_marks(scoring, **marks_attributes(marked(MOMENT, "T-9", kind="card", place=CARD)))

    scoring.score(payment(1, metadata={"card": {"S": "T-9"}}), payment(2, metadata={"card": {"S": "T-8"}}))

    assert set(scoring.items) == {"tx-002"}


@pytest.mark.parametrize("attributes", [{}, {"marks": {"B": b"\x63newer"}}, {"marks": {"S": "by hand"}}])
def test_without_readable_marks_nothing_is_scored_and_the_invocation_is_retried(
    scoring: ScoringOnAws, attributes: dict[str, Any]
) -> None:
    put_marks(scoring, **attributes)

    with pytest.raises(PartialBatchError, match="marks of erasures"):
        scoring.score(payment(1, customer="C-2"))

    assert scoring.items == {}


def test_a_label_of_a_payment_from_before_is_of_an_unknown_one_and_leaves_nothing(feedback: FeedbackOnAws) -> None:
    feedback.store("tx-1")
    feedback.store("tx-2", customer_id="C-2")
    put_marks(feedback.scoring, **marks_attributes(marked(NOW, "C-1")))

    assert [each["status"] for each in feedback.label(fraud("tx-1"), fraud("tx-2"))] == ["unknown", "stored"]

    assert feedback.row("tx-1") is None
    assert feedback.facts("facts#customer#C-1").labels == ()


def test_a_label_of_who_came_back_counts(feedback: FeedbackOnAws) -> None:
    feedback.store("tx-1")
    put_marks(feedback.scoring, **marks_attributes(marked(NOW - 3_600_000, "C-1")))

    assert [each["status"] for each in feedback.label(fraud("tx-1"))] == ["stored"]
