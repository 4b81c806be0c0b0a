"""For all that the stream has forgotten, the table is looked through once."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from fraudctl.recovery.errors import RedriveError, Retryable, Unprocessable
from fraudctl.recovery.period import Period
from fraudctl.recovery.reconciling import ReconcileResult
from fraudctl.recovery.stream_failures import ExpiredRangeFallback

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PERIOD = Period(since=datetime(2026, 10, 22, tzinfo=UTC), until=NOON)


def found(**figures: Any) -> ReconcileResult:
    return ReconcileResult(period=PERIOD, dry_run=False, **figures)


@pytest.mark.parametrize("scored", [3, 0])
def test_ranges_share_one_look_and_what_it_scored_counts_once(scored: int) -> None:
    looks = [found(scored=scored)]
    fallback = ExpiredRangeFallback(looks.pop)

    assert [fallback(NOON), fallback(PERIOD.since)] == [scored, 0]


@pytest.mark.parametrize(
    ("figures", "arrived", "kept"),
    [
        ({}, datetime(2026, 11, 22, 12, 0, 1, tzinfo=UTC), Retryable),
        ({"failed": Counter({"Scoring is out": 2})}, NOON, Retryable),
        ({"malformed": {"tx-1": "amount: is missing"}}, NOON, Unprocessable),
    ],
    ids=["too young", "not scored", "no transaction"],
)
def test_a_range_stays_unless_all_of_it_is_certainly_scored(
    figures: dict[str, Any], arrived: datetime, kept: type[RedriveError]
) -> None:
    fallback = ExpiredRangeFallback(lambda: found(scored=3, **figures))

    for transactions in (3, 0):
        with pytest.raises(kept) as stays:
            fallback(arrived)
        assert stays.value.transactions == transactions, "what was scored all the same counts, and once"
