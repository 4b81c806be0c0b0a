"""The traffic of a demonstration: a simulated stream that ends now; its last payments are sent, those before loaded."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path

from handlers.contract.transaction import milliseconds
from simulation import LabelledTransaction, World, simulate_world

A_DAY = 1000
"""Payments that the simulated town makes a day, about."""

MONTH = 30
"""Days of history, and of a sample at most: of what is older when it arrives, profiles take little."""

CHARGEBACK_DELAY = timedelta(days=7)
"""Time from a fraud to the label by which the shop hears of it."""

MOST_CUSTOMERS = 1_000_000
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """The payments to send, and a file of those before them."""

    history: Path
    began: datetime
    """The time from which on the file has all payments."""
    payments: int
    """The number of payments in the file."""
    labels: int
    """The number of payments in the file that have a label."""
    sample: Sequence[LabelledTransaction]


def simulate_traffic(count: int, seed: int, now: datetime, history: Path) -> Traffic:
    """Write the history into a file, with the labels that the shop has received by now, and return it with the sample.

    A sample of a thousand is a day of the town, and a month comes before it; before fewer comes as much less, but a day
    at least. A sample of more than a month is of a larger place instead.
    """
    days = min(MONTH, count / A_DAY)
    length = timedelta(days=days + max(1, min(MONTH, days * MONTH)))
    customers = min(count // (2 * MONTH), MOST_CUSTOMERS) if count > MONTH * A_DAY else None
    end, delay = milliseconds(now), CHARGEBACK_DELAY // MILLISECOND
    stream = simulate_world(
        World(seed=seed, start=end - length // MILLISECOND, customers=customers), days=length.days + 1
    )
    sample, payments, labels = deque[LabelledTransaction](), 0, 0
    with history.open("wb") as file:
        for payment in takewhile(lambda each: each.timestamp <= end, stream):
            sample.append(payment)
            if len(sample) <= count:
                continue
            past = sample.popleft()
            received = past.timestamp + delay if past.fraudulent else None
            labelled = received is not None and received <= end
            file.write(past._replace(label_received=received).line() if labelled else past.request() + b"\n")
            payments, labels = payments + 1, labels + labelled
    return Traffic(history=history, began=now - length, payments=payments, labels=labels, sample=sample)
