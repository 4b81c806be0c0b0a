"""All that most evaluations of a condition read: all but what stands behind an `and`."""

import pytest

from handlers.decision.condition.checking import check
from handlers.decision.condition.tree import usual_reads
from handlers.decision.condition.vocabulary import TRANSACTION


@pytest.mark.parametrize(
    ("condition", "read"),
    [
        ("amount > 10 and hour < 6", {"amount"}),
        ("amount > 10 or hour < 6", {"amount", "hour"}),
        ("amount > 10 * hour", {"amount", "hour"}),
        ("not (amount > 10 and hour < 6) or weekday == 0", {"amount", "weekday"}),
        ("missing(currency) and amount > 10", set()),
    ],
)
def test_most_evaluations_come_to_no_operand_behind_an_and(condition: str, read: set[str]) -> None:
    assert {each.name for each in usual_reads(check(condition, TRANSACTION))} == read
