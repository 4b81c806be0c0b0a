"""CPU per transaction and function, warm, against the bare SDK calls that the function makes."""

import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from bench.aws.instant import InstantAws
from bench.functions import FIXED_SCORING, MOST_OF_FIXED, CountedLog, bare_calls, import_entry_point, loaded_functions
from bench.measurement import Measurement, Say, Scale, at_most
from bench.packaged import packaged_strategy
from bench.pipeline import Pipeline
from bench.sample import proxy_event, request_bodies, stream_event
from bench.town_profiles import DAYS, entities_of, town_profiles
from bench.turns import in_turns
from handlers.contract.score_request import unpack
from handlers.decision.decide import Decider
from handlers.decision.entity.entities import PROFILE
from handlers.decision.entity.feature import DAY, HOUR
from handlers.decision.profile.codec import encode
from simulation import World, simulate_world

FULL = 100
"""Records in a full batch of the stream."""

RATIO, PURE_SCORING = 1.25, 15
WITH_PROFILES = 1.4
"""The ratio of Scoring, which reads, folds and writes two profiles a transaction."""

CUSTOMERS = 100_000
"""Of the region whose payments are scored, so that hardly two are of one customer."""


@dataclass(frozen=True, kw_only=True)
class CpuCase:
    """An event for a function, and how many transactions it carries."""

    name: str
    function: str
    event: Mapping[str, Any]
    transactions: int
    ratio: float = RATIO


def measure(scale: Scale, say: Say) -> Measurement:
    """Measure each function against its bare calls, in turns in one process."""
    measured, aws = Measurement(), InstantAws()
    with loaded_functions(aws) as functions:
        pipeline = Pipeline(functions=functions, aws=aws)
        images = [pipeline.ingest(body) for body in request_bodies(FULL)]
        (full,), (one,) = pipeline.process(images), pipeline.process(images[:1])
        single = proxy_event(request_bodies(1)[0].decode())
        for case in (
            CpuCase(name="Ingestion", function="ingestion", event=single, transactions=1),
            CpuCase(
                name="Processing, 100 records", function="processing", event=stream_event(images), transactions=FULL
            ),
            CpuCase(
                name="Scoring, 100 records of two known entities each",
                function="scoring",
                event=_known_entities(pipeline),
                transactions=FULL,
                ratio=WITH_PROFILES,
            ),
            CpuCase(name="Processing, 1 record", function="processing", event=stream_event(images[:1]), transactions=1),
            CpuCase(name="Scoring, 1 record", function="scoring", event=one, transactions=1),
        ):
            say(case.name)
            bare = bare_calls(aws.record(lambda case=case: functions.call(case.function, case.event)))  # type: ignore[misc]  # the default binds
            ours, floor = in_turns(
                lambda case=case: functions.call(case.function, case.event),  # type: ignore[misc]  # likewise
                bare,
                calls=max(4, 200 // case.transactions),
                rounds=scale.pick(full=25, quick=7),
            )
            goal = at_most(case.ratio) if case.transactions == FULL or case.function == "ingestion" else None
            each = 1e6 / case.transactions
            against = f"{ours * each:,.0f} µs a transaction against {floor * each:,.0f} µs"
            measured.add(case.name, ours / floor, "× bare calls", goal, beside=against)
        measured.remarks.append(
            "the functions' own clients leave out what the SDK does by default and the functions do not need "
            "(handlers/aws/clients.py), hence less than the bare calls; Processing makes one call for a hundred "
            "records, so that reading and writing the records themselves counts against that one call alone"
        )
        say("Scoring by fixed rules")
        fixed = import_entry_point(FIXED_SCORING, CountedLog())
        ours, theirs = in_turns(
            lambda: functions.call("scoring", full),
            lambda: fixed.handler(full, functions.context),
            calls=2,
            rounds=scale.pick(full=100, quick=14),
        )
        measured.add(
            "Scoring by a strategy, 100 records",
            ours / theirs,
            "× by fixed rules",
            at_most(MOST_OF_FIXED),
            beside=f"{ours / FULL * 1e6:,.0f} µs a transaction against {theirs / FULL * 1e6:,.0f} µs",
        )
        transactions, decide = unpack(full), Decider(packaged_strategy()).decide
        seconds, _ = in_turns(
            lambda: [decide(transaction) for transaction in transactions],
            lambda: None,
            calls=20,
            rounds=scale.pick(full=25, quick=7),
        )
        measured.add("pure scoring", seconds / FULL * 1e6, "µs a transaction", at_most(PURE_SCORING))
    return measured


def _known_entities(pipeline: Pipeline) -> Mapping[str, Any]:
    """Return the event of Scoring for payments of the last minutes; each of their entities has a profile from now on.

    The profiles are those of a town's customers and terminals, which have paid and been paid for weeks.
    """
    now = int(time.time() * 1000)
    profiles, _ = town_profiles(now - DAYS * DAY - HOUR)
    towns = {
        kind: cycle([encode(each) for key, each in profiles.items() if key.startswith(f"{PROFILE}{kind}#")])
        for kind in ("customer", "terminal")
    }
    region = list(simulate_world(World(seed=8, customers=CUSTOMERS, start=now - HOUR), count=FULL))
    pipeline.aws.profiles = {
        entity.profile: {
            "entity": {"S": entity.profile},
            "version": {"N": "180"},
            "profile": {"B": b64encode(next(towns[entity.kind])).decode()},
            "expiry": {"N": str(now // 1000)},
        }
        for each in region
        for entity in entities_of(each)
    }
    (event,) = pipeline.process([pipeline.ingest(each.request()) for each in region])
    return event
