"""`python -m bench.detection.samples`: the demonstration's sample many times over, decided by the functions' own code.

One run of `make demo` has some thirty frauds, so that luck is worth several per cent: this tells what may be expected.
"""

import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean
from typing import Annotated

import typer

from bench.detection.run import DEFAULT, FIRST, shipped
from fraudctl.backtest.living_entities import LivingEntities
from fraudctl.backtest.payment import PastPayment, payment_of
from fraudctl.demo.caught import CaughtByLabel
from fraudctl.demo.traffic import A_DAY, simulate_traffic
from handlers.contract.strict_json import fields_of, parse
from handlers.contract.transaction import milliseconds
from handlers.decision.batch import DECLINE, BatchDecider
from handlers.decision.panel import Panel
from handlers.decision.profile.labels import fraud_label
from handlers.decision.strategy.strategy import Strategy

APPROVE = "approve"
FIRST_END = datetime(2026, 6, 15, 4, tzinfo=UTC)
APART = timedelta(days=2, hours=7)
"""Time from one sample's end to the next one's, so that they end at all hours and on all weekdays."""


def samples(
    count: Annotated[int, typer.Option(help="Samples.")] = 30,
    seed: Annotated[int, typer.Option(help="The first one's seed; the others' are each 17 more.")] = 9000,
) -> None:
    """Print recall and precision over many samples of the demonstration: mean, tenth percentile and least."""
    for name in (DEFAULT, FIRST):
        caught = [caught_in_sample(shipped(name), seed + 17 * each, FIRST_END + each * APART) for each in range(count)]
        print(name)  # noqa: T201 -- its output
        for figure in ("recall", "precision"):
            found = sorted(getattr(each, figure) or 0.0 for each in caught)
            words = f"mean {fmean(found):.3f}, tenth percentile {found[count // 10]:.3f}, least {found[0]:.3f}"
            print(f"  {figure}: {words}")  # noqa: T201 -- its output
        for label in sorted({label for each in caught for label in each.sent}):
            sent = sum(each.sent.get(label, 0) for each in caught)
            alerted = sum(each.alerted.get(label, 0) for each in caught)
            print(f"  {label}: {alerted:,} of {sent:,} alerted")  # noqa: T201 -- its output


def caught_in_sample(strategy: Strategy, seed: int, end: datetime, payments: int = A_DAY) -> CaughtByLabel:
    """Return what a strategy alerts of the sample that ends at a time, its history loaded as the demonstration does."""
    decider = BatchDecider(Panel.of_one(strategy), for_later=False)
    known, now = LivingEntities(decider.kept), milliseconds(end)
    sent, alerted = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        traffic = simulate_traffic(payments, seed, end, Path(folder) / "history.jsonl")
        with traffic.history.open("rb") as lines:
            for line in lines:
                _load(payment_of(fields_of(parse(line))), decider, known)
    known.advance(now)
    for each in traffic.sample:
        payment = decider.payment(payment_of(fields_of(parse(each.line()))).transaction)
        decision = decider.decide(payment, known, now)
        sent[each.label] += 1
        alerted[each.label] += decision.outcome != APPROVE
        declined = decision.outcome == DECLINE
        decider.remember(payment, decider.event(payment.transaction, received=now, declined=declined), known)
    return CaughtByLabel(sent=sent, alerted=alerted)


def _load(past: PastPayment, decider: BatchDecider, known: LivingEntities) -> None:
    payment = decider.payment(past.transaction)
    event = decider.event(past.transaction, received=past.transaction.timestamp, declined=False)
    decider.remember(payment, event, known)
    if past.label_received is not None:
        for each in payment.entities:
            if decider.is_stated(each.kind):
                known.send(each, fraud_label(event, received=past.label_received))


if __name__ == "__main__":
    typer.run(samples)
