"""The decision engine: its conditions alone, a whole decision, and what compiling a strategy adds to a cold start."""

import json
import os
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

from bench.measurement import Measurement, Say, Scale, at_most
from bench.measures import strategy_probe
from bench.packaged import IN_ARCHIVE, first_strategy, packaged_strategy
from bench.sample import request_bodies, transaction_of
from bench.turns import in_turns
from bench.unpacked import unpack_functions
from emulator.emulator import INTERPRETER
from handlers.contract.transaction import Transaction
from handlers.decision.decide import EXACT, Decider
from handlers.decision.reader import Reader
from handlers.decision.strategy.loading import load
from handlers.decision.strategy.strategy import Strategy

CONDITIONS, DECISION, COMPILING = 2, 15, 5
SAMPLE = 100
"""Transactions of the simulation, each with a customer, a terminal and a currency."""

MORE_CONDITIONS = (
    "amount % 100 == 0 and amount >= 1_000",
    "hour < 6 and amount > 500",
    "merchant_mixed_scripts or 'lottery' in lower(merchant)",
    "weekday in (5, 6) and amount > 2 * 1_000 and currency not in ('SEK', 'USD')",
    "missing(customer_id) and amount > 2_000 or missing(terminal_id)",
)
"""Beside the three of the first strategy, so that eight rules read all that a transaction carries."""


def measure(scale: Scale, say: Say) -> Measurement:
    """Measure CPU microseconds warm, and milliseconds in fresh interpreters."""
    measured, strategy, packaged = Measurement(), _eight_rules(), packaged_strategy()
    transactions = [transaction_of(body) for body in request_bodies(SAMPLE)]
    rounds = scale.pick(full=25, quick=7)
    say("conditions")
    seconds, _ = in_turns(_conditions(strategy, transactions), lambda: None, calls=20, rounds=rounds)
    measured.add("conditions alone, 8 rules", seconds / SAMPLE * 1e6, "µs a transaction", at_most(CONDITIONS))
    say("decisions")
    seconds, of_packaged = in_turns(
        _decisions(strategy, transactions), _decisions(packaged, transactions), calls=20, rounds=rounds
    )
    measured.add(
        "a decision without history",
        seconds / SAMPLE * 1e6,
        "µs a transaction",
        at_most(DECISION),
        beside=f"by the same 8 rules; by the {len(packaged.rules)} packaged ones, most of which read what is absent, "
        f"{of_packaged / SAMPLE * 1e6:.1f} µs",
    )
    taken = _starts(scale.pick(full=9, quick=3), say)
    compiling, imports = (statistics.median(each[kind] for each in taken) for kind in ("compiling", "imports"))
    measured.add(
        "compiling the packaged strategy",
        compiling,
        "ms of CPU",
        at_most(COMPILING),
        beside=f"{len(packaged.rules)} rules; the first in a fresh interpreter, imports apart; importing the language "
        f"takes {imports:.1f} ms",
    )
    return measured


def _eight_rules() -> Strategy:
    document = first_strategy().document
    more = [
        {"code": f"more_{place}", "when": when, "weight": Decimal("0.1")} for place, when in enumerate(MORE_CONDITIONS)
    ]
    return _loaded({**document, "rules": [*({**rule} for rule in _said(document["rules"])), *more]})


def _said(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rules of a complete document as they may be written: none says an outcome or a message of None."""
    return [{name: value for name, value in rule.items() if value is not None} for rule in rules]


def _loaded(document: Any) -> Strategy:
    strategy = load(document)
    if isinstance(strategy, list):
        raise ValueError("; ".join(problem.message for problem in strategy))  # noqa: TRY004 -- it is of the type that says so
    return strategy


def _conditions(strategy: Strategy, transactions: list[Transaction]) -> Callable[[], object]:
    reader = Reader(strategy.reads, strategy.asks, timezone=strategy.timezone, seed_currencies=strategy.seed_currencies)
    every = [reader.values(each)[0] for each in transactions]
    conditions = [rule.condition for rule in strategy.rules]

    def evaluate() -> None:
        with localcontext(EXACT):
            for values in every:
                for condition in conditions:
                    condition(values)

    return evaluate


def _decisions(strategy: Strategy, transactions: list[Transaction]) -> Callable[[], object]:
    decide = Decider(strategy).decide
    return lambda: [decide(each) for each in transactions]


def _starts(turns: int, say: Say) -> list[dict[str, float]]:
    """Return the milliseconds of each of so many starts; sources have no bytecode, as in Lambda's archive."""
    with tempfile.TemporaryDirectory(prefix="bench-strategy-") as folder:
        archive, layer = unpack_functions(Path(folder))
        command: list[str | Path] = [INTERPRETER, "-I", "-B", strategy_probe.__file__, archive, layer, IN_ARCHIVE]
        taken = []
        for turn in range(turns):
            say(f"compiling, start {turn + 1}")
            done = subprocess.run(command, env={"PATH": os.defpath}, capture_output=True, text=True, check=True)  # noqa: S603 -- our own interpreter and script
            taken.append(json.loads(done.stdout))
        return taken
