"""A repeat hears, beside the first answer, what a person has decided since, or that this could not be read in time."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest

from tests.handlers.broken_aws import BrokenAws, broken, refusal
from tests.handlers.decisions_on_aws import NOW, DecisionsOnAws
from tests.handlers.functions import FunctionLogs
from tests.handlers.reviews_table import REVIEWS, put_review
from tests.handlers.test_decisions import APPROVED, PAID

OPEN = {"transaction_id": "tx-1", "timestamp": NOW - 500, "version": 1, "status": "open", "due": NOW + 86_400_000}
DECLINED = {**OPEN, "version": 3, "status": "declined", "final_outcome": "decline"}
EXPIRED = {**OPEN, "version": 2, "status": "expired", "final_outcome": "approve"}


@pytest.fixture
def aws_broken(decisions: DecisionsOnAws) -> Iterator[BrokenAws]:
    """Yield control of Decision's calls."""
    with broken(decisions) as made:
        yield made


@pytest.mark.parametrize("route", ["decisions", "transactions"])
@pytest.mark.parametrize(
    ("review", "said"),
    [
        (None, {}),
        (OPEN, {}),
        ({**OPEN, "status": "claimed", "claimed_by": "ann"}, {}),
        (DECLINED, {"final_outcome": "decline"}),
        (EXPIRED, {"final_outcome": "approve"}),
    ],
)
def test_what_the_review_came_to_stands_beside_the_first_answer(
    decisions: DecisionsOnAws, route: str, review: Mapping[str, Any] | None, said: Mapping[str, Any]
) -> None:
    (decisions if route == "decisions" else decisions.ingestion).post(PAID)
    decisions.score()
    first = decisions.post(PAID).body
    if review:
        put_review(decisions.aws, review)

    again = decisions.post(PAID)

    assert (again.status, again.body) == (200, {**first, **said, "duplicate": True})
    assert again.body["outcome"] == "review"


def test_a_first_answer_never_has_one_and_a_dry_run_neither(decisions: DecisionsOnAws) -> None:
    put_review(decisions.aws, DECLINED)

    assert "final_outcome" not in decisions.post(PAID, dry_run="true").body
    assert "final_outcome" not in decisions.post(PAID).body


def test_a_review_of_the_strategy_s_own_outcome_is_told_though_an_override_answered_otherwise(
    decisions: DecisionsOnAws,
) -> None:
    decisions.ingestion.post(PAID)
    decisions.score()
    (row,) = decisions.table(decisions.scoring.table)
    decisions.put(decisions.scoring.table, {**row, "override": "approve"})
    put_review(decisions.aws, DECLINED)

    answer = decisions.post(PAID).body

    assert (answer["outcome"], answer["final_outcome"]) == ("approve", "decline")


def store_another(decisions: DecisionsOnAws, **fields: Any) -> None:
    """Store what another request with the same id, which raced, brought under another timestamp."""
    (row,) = decisions.rows
    plain = {name: value for name, value in row.items() if name != "decision"}
    decisions.put(decisions.ingestion.table, {**plain, "timestamp": row["timestamp"] + 9, **fields})


@pytest.mark.parametrize("route", ["decisions", "transactions"])
def test_of_two_that_raced_either_hears_what_the_review_of_the_other_came_to(
    decisions: DecisionsOnAws, route: str
) -> None:
    """The first was scored as approved; the other was to be reviewed, and somebody declined it."""
    (decisions if route == "decisions" else decisions.ingestion).post(APPROVED)
    decisions.score()
    store_another(decisions)
    put_review(decisions.aws, {**DECLINED, "timestamp": NOW - 491, **scored(decisions)})

    answer = decisions.post(APPROVED).body

    assert (answer["outcome"], answer["final_outcome"]) == ("approve", "decline")


def test_of_two_that_raced_with_other_content_none_hears_what_was_decided_on_the_other(
    decisions: DecisionsOnAws,
) -> None:
    first = decisions.post(PAID).body
    store_another(decisions, amount=Decimal(1))
    put_review(decisions.aws, {**DECLINED, "timestamp": NOW - 491, **scored(decisions), "amount": Decimal(1)})

    assert decisions.post(PAID).body == {**first, "duplicate": True}


def test_of_two_that_raced_the_reviewed_one_hears_what_its_review_came_to_though_its_row_was_changed(
    decisions: DecisionsOnAws,
) -> None:
    decisions.ingestion.post(PAID)
    put_review(decisions.aws, {**DECLINED, **scored(decisions)})
    (row,) = decisions.rows
    store_another(decisions)
    decisions.put(decisions.ingestion.table, {**row, "amount": Decimal(30_000)})
    decisions.scoring.score({**PAID, "amount": "30000", "metadata": {}})

    answer = decisions.post(PAID | {"amount": 30_000}).body

    assert (answer["timestamp"], answer["outcome"], answer["final_outcome"]) == (NOW - 500, "review", "decline")


def scored(decisions: DecisionsOnAws) -> dict[str, Any]:
    """Return what a review holds of the first row of the table."""
    row = decisions.rows[0]
    return {name: row[name] for name in ("amount", "merchant")}


def test_what_was_never_reviewed_costs_no_read(decisions: DecisionsOnAws, aws_broken: BrokenAws) -> None:
    decisions.post(APPROVED)
    aws_broken.fail("GetItem", REVIEWS)

    answer = decisions.post(APPROVED).body

    assert (answer["outcome"], "degraded" in answer) == ("approve", False)


@pytest.mark.parametrize("error", [None, refusal("AccessDeniedException")], ids=["late", "denied"])
def test_a_review_that_cannot_be_read_in_time_is_a_word_in_that_answer_alone(
    decisions: DecisionsOnAws, aws_broken: BrokenAws, logs: FunctionLogs, error: Exception | None
) -> None:
    first = decisions.post(PAID).body
    put_review(decisions.aws, DECLINED)
    aws_broken.fail("GetItem", REVIEWS, *([error] if error else []))
    logs.lines()

    answer = decisions.post(PAID)

    assert (answer.status, answer.body) == (200, {**first, "degraded": ["review"], "duplicate": True})
    assert aws_broken.now < 3
    (line,) = logs.lines()
    assert (line["message"], line["Duplicates"], line["ReviewsUnread"]) == ("duplicate", 1, 1)
    aws_broken.mend()
    assert decisions.post(PAID).body == {**first, "final_outcome": "decline", "duplicate": True}
