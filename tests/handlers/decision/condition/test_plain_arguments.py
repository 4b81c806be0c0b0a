"""A function of the language takes its arguments by their places: a named or spread one would be left out unseen."""

import pytest

from handlers.decision.condition.checking import check
from handlers.decision.condition.faults import ConditionError
from handlers.decision.condition.vocabulary import TRANSACTION


@pytest.mark.parametrize(
    "condition",
    [
        "min(amount, 1, key=lower) > 1",
        "max(amount, 1, default=0) > 1",
        "abs(amount, default=0) > 1",
        "lower(merchant, locale='tr') == 'a'",
        "max(amount, 1, *metadata) > 1",
    ],
)
def test_named_and_spread_arguments_are_refused(condition: str) -> None:
    name = condition.partition("(")[0]
    with pytest.raises(ConditionError, match=f"{name} takes plain arguments"):
        check(condition, TRANSACTION)
