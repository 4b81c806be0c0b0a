"""Eight rules that read what a profile knows of a customer."""

from collections.abc import Sequence

from handlers.decision.strategy.loading import load
from handlers.decision.strategy.strategy import Strategy

RULES = (
    "customer.count_1h > 10",
    "customer.count_24h > 40 or customer.sum_24h > 5_000",
    "customer.count_30d >= 5 and customer.amount_to_mean_30d > 10",
    "amount > customer.mean_30d + 4 * customer.deviation_30d",
    "customer.new_terminal and amount > customer.most_30d",
    "customer.seconds_since_last < 60 and customer.small_1h > 3",
    "customer.declined_24h > 2",
    "customer.distinct_terminals > 30 and customer.count_ever > 100",
)


def profile_strategy() -> Strategy:
    """Return the strategy of these rules, by which nothing is alerted."""
    return strategy_of(RULES)


def strategy_of(conditions: Sequence[str]) -> Strategy:
    """Return the strategy of rules with these conditions, by which nothing is alerted."""
    rules = [{"code": f"rule_{place}", "when": when, "weight": 0} for place, when in enumerate(conditions)]
    strategy = load({"name": "bench", "thresholds": {"review": 0, "decline": 1}, "rules": rules})
    if isinstance(strategy, list):
        raise ValueError("; ".join(problem.message for problem in strategy))  # noqa: TRY004 -- it is of the type that says so
    return strategy
