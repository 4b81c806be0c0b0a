"""Percentiles of latencies."""

from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` (0 to 1) of them do not exceed: the nearest-rank definition."""
    ordered = sorted(values)
    rank = -(-len(ordered) * round(share * 100) // 100)
    return ordered[max(rank, 1) - 1]


def percentiles(seconds: Sequence[float], shares: Sequence[int] = (50, 95, 99)) -> dict[str, float]:
    """Return percentiles in milliseconds, by name as in p95; empty without a value."""
    if not seconds:
        return {}
    return {f"p{share}": round(percentile(seconds, share / 100) * 1000, 1) for share in shares}
