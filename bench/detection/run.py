"""One world, decided by the default strategy and by what is simpler."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from bench.detection.contestants import Contestant, amount_score, random_score
from bench.detection.without import Without
from emulator.emulator import PROJECT
from fraudctl.backtest.backtest import TriedStrategy
from fraudctl.backtest.payment import PastPayment, payment_of
from fraudctl.backtest.result import figures
from fraudctl.strategy.checked import check_file
from handlers.contract.strict_json import fields_of, parse
from handlers.decision.strategy.strategy import Strategy
from simulation import WORLDS, World, simulate_world

AT_ONCE = 1_000
LABEL_DELAY = timedelta(days=7)
DEFAULT, FIRST = "default.yaml", "default-1.yaml"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A world to try the strategies in; without a name it is the demo's town."""

    world: str | None
    customers: int | None
    days: int
    seed: int

    @property
    def title(self) -> str:
        """Return it in words."""
        of = f" of {self.customers:,} customers" if self.customers else ""
        return f"`{self.world or 'town'}`{of}, {self.days} days, seed {self.seed}"

    def payments(self) -> Iterator[PastPayment]:
        """Yield the payments, labelled."""
        world = World(seed=self.seed, name=self.world, customers=self.customers)
        for each in simulate_world(world, days=self.days):
            yield payment_of(fields_of(parse(each.line())))


def measure(setting: Setting, progress: Callable[[int], None]) -> dict[str, Any]:
    """Return the figures of all scores; `progress` takes the number of payments so far."""
    labelled = setting.world is None or WORLDS[setting.world].labels is not None
    delay = LABEL_DELAY if labelled else None
    default, first = (TriedStrategy(shipped(name), label_delay=delay) for name in (DEFAULT, FIRST))
    amount, chance = Contestant(), Contestant()
    without, done = Without(default.strategy), 0
    payments = setting.payments()
    while some := list(islice(payments, AT_ONCE)):
        first.decide_all(some)
        for past, decision in zip(some, default.decide_all(some), strict=True):
            without.add(decision, fraud=past.fraudulent)
            amount.add(past, amount_score(past))
            chance.add(past, random_score(past))
        progress(done := done + len(some))
    detection = default.detection
    return {
        "setting": asdict(setting),
        "transactions": detection.transactions,
        "frauds": detection.frauds,
        "labels_are_reported": labelled,
        "scores": {
            "default strategy": figures(detection),
            "the seed's rules": figures(first.detection),
            "amount alone": amount.figures(),
            "random": chance.figures(),
        },
        "kinds": {
            kind: {"frauds": count, "caught": detection.kinds_caught[kind]}
            for kind, count in sorted(detection.kinds.items())
        },
        "rules": _rules(default, without),
    }


def shipped(name: str) -> Strategy:
    """Return a strategy that comes with the project; raise ValueError if its file is broken."""
    checked = check_file(PROJECT / "strategies" / name)
    if checked.strategy is None:
        raise ValueError("; ".join(error.message for error in checked.errors))
    return checked.strategy


def _rules(tried: TriedStrategy, without: Without) -> dict[str, Any]:
    rules, lost = tried.rules, without.average_precisions()
    return {
        code: {
            "fired": rules.fired[code],
            "on_frauds": rules.on_frauds[code],
            "unique_catch": rules.unique[code],
            "average_precision_without": lost[code],
        }
        for code in rules.codes
    }
