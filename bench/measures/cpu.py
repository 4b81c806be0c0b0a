"""CPU per transaction and function, warm, against the bare SDK calls that the function makes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.aws.instant import InstantAws
from bench.functions import (
    FIXED_SCORING,
    CountedLog,
    Functions,
    bare_calls,
    decide_by,
    import_entry_point,
    loaded_functions,
)
from bench.measurement import Measurement, Say, Scale, at_most
from bench.packaged import first_strategy, packaged_strategy
from bench.pipeline import Pipeline
from bench.profile_rules import profile_strategy
from bench.region import KINDS, SentItems
from bench.region_file import known_region
from bench.region_simulation import DAYS
from bench.sample import proxy_event, stream_event
from bench.turns import in_turns
from handlers.contract.score_request import unpack
from handlers.decision.decide import Decider
from handlers.decision.strategy.strategy import Strategy

FULL = 100
"""Records in a full batch of the stream."""

RATIO, PURE_SCORING = 1.25, 15
WITH_PROFILES = 1.4
"""The ratio of Scoring, which reads, folds and writes two profiles a transaction."""
MOST_OF_FIXED = 1.1
"""The share of what Scoring takes by fixed rules, with the same reads and writes, that it may take."""


@dataclass(frozen=True, kw_only=True)
class CpuCase:
    """An event for a function, how many transactions it carries, and the strategy if it is not the packaged one."""

    name: str
    function: str
    event: Mapping[str, Any]
    transactions: int
    ratio: float | None = None
    strategy: Strategy = field(default_factory=packaged_strategy)


def measure(scale: Scale, say: Say) -> Measurement:
    """Measure each function against its bare calls, in turns in one process."""
    measured, aws, region = Measurement(), InstantAws(), known_region(scale, say)
    aws.profiles = SentItems(region)
    with loaded_functions(aws) as functions:
        pipeline = Pipeline(functions=functions, aws=aws)
        images = [pipeline.ingest(body) for body in region.bodies(FULL)]
        (full,), (one,) = pipeline.process(images), pipeline.process(images[:1])
        single, event, first = proxy_event(region.bodies(1)[0].decode()), stream_event(images), stream_event(images[:1])
        known = f"records of {len(KINDS)} known entities each"
        for case in (
            CpuCase(name="Ingestion", function="ingestion", event=single, transactions=1, ratio=RATIO),
            CpuCase(name="Processing, 100 records", function="processing", event=event, transactions=FULL, ratio=RATIO),
            CpuCase(
                name=f"Scoring, 100 {known}", function="scoring", event=full, transactions=FULL, ratio=WITH_PROFILES
            ),
            CpuCase(
                name=f"Scoring, 100 {known}, 8 rules of features",
                function="scoring",
                event=full,
                transactions=FULL,
                strategy=profile_strategy(),
            ),
            CpuCase(name="Processing, 1 record", function="processing", event=first, transactions=1),
            CpuCase(name="Scoring, 1 record", function="scoring", event=one, transactions=1),
        ):
            say(case.name)
            decide_by(functions, case.strategy)
            _add_ratio(measured, case, functions, aws, rounds=scale.pick(full=25, quick=7))
        measured.remarks.append(
            "the functions' own clients leave out what the SDK does by default and the functions do not need "
            "(handlers/aws/clients.py), hence less than the bare calls; Processing makes one call for a hundred "
            "records, so that reading and writing the records themselves counts against that one call alone"
        )
        measured.remarks.append(
            f"the records are payments of a region of {region.customers:,} customers, {DAYS} days of which are in the "
            f"profiles; unless another is named, the packaged strategy decides, by {_features()} features of "
            f"{', '.join(KINDS)}"
        )
        say("Scoring by fixed rules")
        decide_by(functions, first_strategy())
        _add_fixed(measured, functions, full, rounds=scale.pick(full=100, quick=14))
        transactions, decide = unpack(full), Decider(first_strategy()).decide
        seconds, _ = in_turns(
            lambda: [decide(transaction) for transaction in transactions],
            lambda: None,
            calls=20,
            rounds=scale.pick(full=25, quick=7),
        )
        measured.add(
            "pure scoring", seconds / FULL * 1e6, "µs a transaction", at_most(PURE_SCORING), beside="by the same rules"
        )
    return measured


def _features() -> int:
    """Return the number of features that the packaged strategy reads of those whom the region's payments name."""
    read = packaged_strategy().features
    return sum(len(read[kind]) for kind in KINDS)


def _add_ratio(measured: Measurement, case: CpuCase, functions: Functions, aws: InstantAws, rounds: int) -> None:
    def work() -> object:
        return functions.call(case.function, case.event)

    bare = bare_calls(aws.record(work))
    ours, floor = in_turns(work, bare, calls=max(4, 200 // case.transactions), rounds=rounds)
    each = 1e6 / case.transactions
    against = f"{ours * each:,.0f} µs a transaction against {floor * each:,.0f} µs"
    goal = None if case.ratio is None else at_most(case.ratio)
    measured.add(case.name, ours / floor, "× bare calls", goal, beside=against)


def _add_fixed(measured: Measurement, functions: Functions, full: Mapping[str, Any], rounds: int) -> None:
    """Add Scoring by the first strategy against Scoring by the same rules in Python."""
    fixed = import_entry_point(FIXED_SCORING, CountedLog())
    ours, theirs = in_turns(
        lambda: functions.call("scoring", full),
        lambda: fixed.handler(full, functions.context),
        calls=2,
        rounds=rounds,
    )
    measured.add(
        "Scoring by the first strategy, 100 records",
        ours / theirs,
        "× by fixed rules",
        at_most(MOST_OF_FIXED),
        beside=f"{ours / FULL * 1e6:,.0f} µs a transaction against {theirs / FULL * 1e6:,.0f} µs, profiles included",
    )
