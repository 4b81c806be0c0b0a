"""A model: its walk for a payment, the reading of its part of a document, and how large that is."""

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bench.measurement import Measurement, Say, Scale, at_most
from bench.turns import in_turns
from handlers.decision.entity.places import vocabulary_of
from handlers.decision.model.model import Model
from handlers.decision.model.packed import Split, Tree, pack_trees
from handlers.decision.model.reading import read_model
from handlers.decision.strategy.document import canonical

WALK, READING, SIZE = 60, 2, 100
TREES, DEPTH = 100, 4
NAMES = tuple(
    f"{kind}.{feature}"
    for kind in ("customer", "terminal")
    for feature in ("count_1h", "count_24h", "count_7d", "sum_24h", "sum_7d", "mean_30d", "deviation_30d", "most_30d")
)
TEXTS = ("metadata.category", "domain(metadata.email)")
FEATURES = ("amount", "hour", "weekday", *NAMES, "customer.seconds_since_last", "terminal.frauds_28d", *TEXTS)
TABLE = {f"text-{number}": Decimal(number % 9 - 4) for number in range(200)}
SAMPLE = 50


def measure(scale: Scale, say: Say) -> Measurement:
    """Measure CPU microseconds of a walk and milliseconds of a reading, warm; trees are random and full."""
    measured, rounds = Measurement(), scale.pick(full=25, quick=7)
    chance = random.Random(2026)  # noqa: S311 -- figures that are the same each time
    part = _part([_tree(chance, DEPTH) for _ in range(TREES)])
    vocabulary = vocabulary_of({})
    model = read_model(part, vocabulary)
    if not isinstance(model, Model):
        raise ValueError(model[0].message)  # noqa: TRY004 -- it is of the type that says so
    say("walks")
    payments = [_known(chance) for _ in range(SAMPLE)]
    seconds, of_pushes = in_turns(
        _each(model.score, payments), _each(model.pushes, payments), calls=scale.pick(full=20, quick=5), rounds=rounds
    )
    measured.add(
        "a score",
        seconds / SAMPLE * 1e6,
        "µs a transaction",
        at_most(WALK),
        beside=f"{TREES} full trees of depth {DEPTH} over {len(FEATURES)} features, two of them texts, with "
        "reading these; the features "
        f"that push most, of a payment whose reasons name the score, take {of_pushes / SAMPLE * 1e6:.0f} µs more",
    )
    say("reading")
    seconds, _ = in_turns(lambda: read_model(part, vocabulary), lambda: None, calls=10, rounds=rounds)
    measured.add("reading it from a document", seconds * 1e3, "ms of CPU", at_most(READING), beside="at a cold start")
    size = len(canonical({"model": part})) / 1024
    measured.add("its part of a document", size, "KB", at_most(SIZE))
    return measured


def _each(take: Callable[[Any], object], payments: list[dict[str, Any]]) -> Callable[[], object]:
    return lambda: [take(each) for each in payments]


def _part(trees: list[Tree]) -> dict[str, Any]:
    return {
        "features": list(FEATURES),
        "texts": dict.fromkeys(TEXTS, TABLE),
        "base": Decimal(-3),
        "calibration": {"slope": Decimal(1), "intercept": Decimal(0)},
        "trees": pack_trees(trees),
    }


def _tree(chance: random.Random, depth: int) -> Tree:
    if not depth:
        return chance.gauss(0, 0.1)
    left, right = _tree(chance, depth - 1), _tree(chance, depth - 1)
    split = chance.randrange(len(FEATURES)), chance.expovariate(0.01), chance.random() < 0.5  # noqa: PLR2004 -- a half
    return Split(*split, chance.gauss(0, 0.1), left, right)


def _known(chance: random.Random) -> dict[str, Any]:
    """Return features as decisions read them, one in ten of which is absent."""
    numbers = {name: Decimal(f"{chance.expovariate(0.01):.2f}") for name in FEATURES if chance.random() > 0.1}  # noqa: PLR2004 -- see above
    text = f"text-{chance.randrange(220)}"
    return {**numbers, "TEXT:metadata.category": text, "TEXT:metadata.email": f"somebody@{text}"}
