"""For all ranges that the stream no longer holds, the table is scanned once."""

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


def reconciled(**figures: Any) -> ReconcileResult:
    return ReconcileResult(period=PERIOD, dry_run=False, **figures)


@pytest.mark.parametrize("scored", [3, 0])
def test_ranges_share_one_reconciliation_and_its_scores_count_once(scored: int) -> None:
    results = [reconciled(scored=scored)]
    fallback = ExpiredRangeFallback(results.pop)

    assert [fallback(NOON), fallback(PERIOD.since)] == [scored, 0]


@pytest.mark.parametrize(
    ("figures", "arrived", "error"),
    [
        ({}, datetime(2026, 11, 22, 12, 0, 1, tzinfo=UTC), Retryable),
        ({"failed": Counter({"Scoring is out": 2})}, NOON, Retryable),
        ({"malformed": {"tx-1": "amount: is missing"}}, NOON, Unprocessable),
    ],
    ids=["too young", "not scored", "no transaction"],
)
def test_a_range_stays_unless_all_of_it_is_certainly_scored(
    figures: dict[str, Any], arrived: datetime, error: type[RedriveError]
) -> None:
    fallback = ExpiredRangeFallback(lambda: reconciled(scored=3, **figures))

    for transactions in (3, 0):
        with pytest.raises(error) as raised:
            fallback(arrived)
        assert raised.value.transactions == transactions, "what was scored all the same counts, and once"
