"""History that an operator loads: a terminal's payments of one hour, as many as are followed but for the last two."""

import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from chaos.ledger import Ledger, RequestFields
from chaos.traffic.cases import TrafficCase, single_post
from chaos.traffic.customers import often_paid
from chaos.traffic.transactions import START
from fraudctl.profiles.loading import Loader
from fraudctl.recovery.function_client import FunctionClient
from fraudctl.stacks.target import Target

HOUR = 3_600_000
BUSY_HOUR = START // HOUR * HOUR
"""Epoch milliseconds at which the hour begins."""

LOADED, APART = 1_999, 1_800
"""Payments of the file, and milliseconds between two."""
CUSTOMERS = 40
IN_THE_HOUR = 0.7
"""The share of later payments that are of the same hour; the others are of the next."""
MOST_RUNS = 10
"""Runs of the command, each of which goes on where one ended that failed."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


class NotLoadedError(Exception):
    """Raised when the history could not be loaded however often it was tried; says why."""


def history_of(label: str) -> Sequence[RequestFields]:
    """Return the payments to load."""
    chance = random.Random(f"{label} history")  # noqa: S311 -- not a secret
    return [
        {**often_paid(f"{label}-loaded-{number:06}", chance), **_who(label, chance), "timestamp": BUSY_HOUR + each}
        for number, each in enumerate(range(0, LOADED * APART, APART))
    ]


def load_history(target: Target, ledger: Ledger, label: str) -> None:
    """Load it from a file, as `fraudctl profiles load` does, and once more, which must change nothing.

    Raises:
        NotLoadedError: no run came to the end.
    """
    history = history_of(label)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "history.jsonl"
        file.write_bytes(b"".join(_encode(each) + b"\n" for each in history))
        for _ in range(MOST_RUNS):
            summary = Loader(FunctionClient.scoring(target)).load(file)
            if summary.complete:
                break
        else:
            raise NotLoadedError(str(summary.ended))
        Loader(FunctionClient.scoring(target)).load(file)
    ledger.loaded[label] = history


def busy_terminal(label: str, count: int, seed: int) -> Iterator[TrafficCase]:
    """Yield further payments of the terminal and its customers."""
    chance = random.Random(f"{seed} {label} busy")  # noqa: S311 -- not a secret
    for number in range(count):
        after = chance.randrange(HOUR) + (0 if chance.random() < IN_THE_HOUR else HOUR)
        fields = {**often_paid(f"{label}-{number:06}", chance), **_who(label, chance), "timestamp": BUSY_HOUR + after}
        yield TrafficCase(steps=((single_post(fields),),))


def _who(label: str, chance: random.Random) -> dict[str, Any]:
    return {"customer_id": f"{label}-c-{chance.randrange(CUSTOMERS)}", "terminal_id": f"{label}-t"}
