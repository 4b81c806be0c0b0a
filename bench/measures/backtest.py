"""`fraudctl backtest`: past payments a second on one core, from the lines of a file to the figures."""

import io
import statistics
import time
from collections.abc import Sequence
from datetime import timedelta

from bench.measurement import Measurement, Say, Scale, at_least
from bench.packaged import packaged_strategy
from bench.profile_rules import RULES, strategy_of
from bench.sample import SEED
from fraudctl.backtest.backtest import Backtest
from fraudctl.backtest.columns import Columns
from fraudctl.backtest.data_file import read_payments
from handlers.decision.strategy.strategy import Strategy
from simulation import World, simulate_world

RATE = 10_000
PAYMENTS, CUSTOMERS = 50_000, 2_000
"""Long enough that rings are full: 25 payments of each customer."""

OF_TERMINAL = (
    "terminal.count_1h > 40 or terminal.small_1h > 10",
    "terminal.frauds_28d >= 2",
    "terminal.high_24h >= 3 and terminal.amount_to_mean_30d > 3",
)
"""Beside the rules on customers."""

LABEL_DELAY = timedelta(days=7)


def measure(scale: Scale, say: Say) -> Measurement:
    """Measure payments by the seconds of CPU that they take."""
    measured, count = Measurement(), scale.pick(full=PAYMENTS, quick=5_000)
    say("simulating payments")
    world = World(seed=SEED, customers=CUSTOMERS)
    data = b"".join(each.line() for each in simulate_world(world, count=count))
    strategy = strategy_of([*RULES, *OF_TERMINAL])
    rates = {}
    for name, tried in (("features", strategy), ("packaged", packaged_strategy())):
        say(f"{name} strategy")
        rates[name] = count / _seconds(tried, data, rounds=scale.pick(full=3, quick=1))
    features = sum(map(len, strategy.features.values()))
    measured.add(
        "decided on in a backtest",
        rates["features"],
        "payments a second",
        at_least(RATE),
        beside=f"by {len(strategy.rules)} rules that read {features} features; "
        f"by the packaged strategy {rates['packaged']:,.0f}",
    )
    return measured


def _seconds(strategy: Strategy, data: bytes, *, rounds: int) -> float:
    """Return the CPU seconds of a whole backtest, the median of some."""
    taken: Sequence[float] = [_once(strategy, data) for _ in range(rounds)]
    return statistics.median(taken)


def _once(strategy: Strategy, data: bytes) -> float:
    started = time.process_time()
    Backtest(strategy, label_delay=LABEL_DELAY).run(read_payments(io.BytesIO(data), Columns(), "the simulation"))
    return time.process_time() - started
