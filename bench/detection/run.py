"""One world, decided by the default strategy and by what is simpler."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from bench.detection.contestants import Contestant, amount_score, random_score
from bench.detection.simulated import past_payment
from bench.detection.without import Without
from emulator.emulator import PROJECT
from fraudctl.backtest.backtest import TriedStrategy
from fraudctl.backtest.payment import PastPayment
from fraudctl.backtest.result import figures
from fraudctl.strategy.checked import check_file
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
    turns_to: str | None = None
    """A named world whose frauds take the place of its own half way; none: they stay."""

    @property
    def title(self) -> str:
        """Return it in words."""
        of = f" of {self.customers:,} customers" if self.customers else ""
        turn = f", from day {self.days // 2} on with the frauds of `{self.turns_to}`" if self.turns_to else ""
        return f"`{self.world or 'town'}`{of}, {self.days} days, seed {self.seed}{turn}"

    @property
    def simulated(self) -> World:
        """Return the world."""
        turns_after = self.days // 2 if self.turns_to else None
        return World(
            seed=self.seed,
            name=self.world,
            customers=self.customers,
            turns_to=self.turns_to,
            turns_after=turns_after,
        )

    def payments(self) -> Iterator[PastPayment]:
        """Yield the payments, labelled."""
        for each in simulate_world(self.simulated, days=self.days):
            yield past_payment(each)


def batches(payments: Iterable[PastPayment]) -> Iterator[Sequence[PastPayment]]:
    """Yield payments as many at once as a trial decides fastest."""
    remaining = iter(payments)
    while some := list(islice(remaining, AT_ONCE)):
        yield some


def measure(setting: Setting) -> dict[str, Any]:
    """Return the figures of all scores."""
    labelled = setting.world is None or WORLDS[setting.world].labels is not None
    delay = LABEL_DELAY if labelled else None
    default, first = (TriedStrategy(shipped(name), label_delay=delay) for name in (DEFAULT, FIRST))
    amount, chance = Contestant(), Contestant()
    without = Without(default.strategy)
    for some in batches(setting.payments()):
        first.decide_all(some)
        for past, decision in zip(some, default.decide_all(some), strict=True):
            without.add(decision, fraud=past.fraudulent)
            amount.add(past, amount_score(past))
            chance.add(past, random_score(past))
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
