"""Profiles: features of one with rules that use them, a payment folded into it, and the bytes that its item takes."""

import math
import statistics
from collections.abc import Callable, Sequence

import msgspec

from bench.measurement import Measurement, Say, Scale, at_most
from bench.town_profiles import DAYS, Profiles, event_of_new, town_profiles
from bench.turns import in_turns
from handlers.contract.transaction import Transaction
from handlers.decision.decide import Decider
from handlers.decision.entity.feature import HOUR
from handlers.decision.profile.codec import decode, encode
from handlers.decision.profile.fold import fold
from handlers.decision.profile.measures import Measures
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.ring import LENGTH
from handlers.decision.strategy.strategy import Strategy, load

FEATURES, FOLD, ITEM = 40, 15, 1024
SAMPLE = 100
"""Profiles of customers."""

RULES = (
    "customer.count_1h > 10",
    "customer.count_24h > 40 or customer.sum_24h > 5_000",
    "customer.count_30d >= 5 and customer.amount_to_mean_30d > 10",
    "amount > customer.mean_30d + 4 * customer.deviation_30d",
    "customer.new_terminal and amount > customer.most_30d",
    "customer.seconds_since_last < 60 and customer.small_1h > 3",
    "customer.declined_24h > 2",
    "customer.distinct_terminals > 30 and customer.count_ever > 100",
)

ATTRIBUTES = len("entityprofileversionexpiry") + len(b"\x05\x07\x19\x49\x62\x03") + 4
"""Bytes of an item beside its key and its profile: the names, an expiry of ten digits, a version of up to six."""


def measure(scale: Scale, say: Say) -> Measurement:
    """Measure CPU microseconds warm, and bytes."""
    measured, rounds = Measurement(), scale.pick(full=25, quick=7)
    say(f"simulating {DAYS} days")
    profiles, latest = town_profiles()
    say("features")
    strategy = _strategy()
    subjects = [(profile, _next(latest[key])) for key, profile in profiles.items() if key in latest][:SAMPLE]
    features = sum(map(len, strategy.features.values()))
    decided, decoded = in_turns(_decisions(strategy, subjects), _from_bytes(strategy, subjects), calls=3, rounds=rounds)
    for name, taken in (("features of a profile", decided), ("features of a profile's bytes", decoded)):
        measured.add(
            f"{name}, and 8 rules that use them",
            taken / len(subjects) * 1e6,
            "µs a transaction",
            at_most(FEATURES),
            beside=f"{features} features",
        )
    say("folding")
    folds, events = _folds(subjects), _events(subjects)
    folded, made = in_turns(folds, events, calls=3, rounds=rounds)
    measured.add(
        "folding one payment and encoding the profile",
        folded / len(subjects) * 1e6,
        "µs an entity",
        at_most(FOLD),
        beside=f"making the event, once a transaction, takes {made / len(subjects) * 1e6:.1f} µs",
    )
    _add_sizes(measured, profiles)
    return measured


def _next(transaction: Transaction) -> Transaction:
    """Return another transaction of the same customer, two hours later."""
    return msgspec.structs.replace(
        transaction, transaction_id=f"{transaction.transaction_id}-2", timestamp=transaction.timestamp + 2 * HOUR
    )


def _strategy() -> Strategy:
    rules = [{"code": f"rule_{place}", "when": when, "weight": 0} for place, when in enumerate(RULES)]
    strategy = load({"name": "bench", "thresholds": {"review": 0, "decline": 1}, "rules": rules})
    if isinstance(strategy, list):
        raise ValueError("; ".join(problem.message for problem in strategy))  # noqa: TRY004 -- it is of the type that says so
    return strategy


def _decisions(strategy: Strategy, subjects: Sequence[tuple[Profile, Transaction]]) -> Callable[[], object]:
    measures, decide = Measures(strategy), Decider(strategy).decide

    def work() -> None:
        for profile, each in subjects:
            decide(each, measures.of("customer", profile, None, each, each.timestamp))

    return work


def _from_bytes(strategy: Strategy, subjects: Sequence[tuple[Profile, Transaction]]) -> Callable[[], object]:
    measures, decide = Measures(strategy), Decider(strategy).decide
    written = [(encode(profile), each) for profile, each in subjects]

    def work() -> None:
        for profile, each in written:
            decide(each, measures.of("customer", decode(profile), None, each, each.timestamp))

    return work


def _folds(subjects: Sequence[tuple[Profile, Transaction]]) -> Callable[[], object]:
    events = [(profile, event_of_new(each).of("customer")) for profile, each in subjects]

    def work() -> None:
        for profile, event in events:
            folded = fold(profile, event)
            if folded is not None:
                encode(folded)

    return work


def _events(subjects: Sequence[tuple[Profile, Transaction]]) -> Callable[[], object]:
    return lambda: [event_of_new(each).of("customer") for _, each in subjects]


def _add_sizes(measured: Measurement, profiles: Profiles) -> None:
    """Add the sizes of items whose ring is full."""
    sizes = sorted(
        len(key.encode()) + len(encode(profile)) + ATTRIBUTES
        for key, profile in profiles.items()
        if len(profile.ring.flags) == LENGTH
    )
    measured.add(
        f"item of a profile with a full ring after {DAYS} days, 99 % at most",
        sizes[math.ceil(0.99 * len(sizes)) - 1],
        "bytes",
        at_most(ITEM),
        beside=f"half of them {statistics.median(sizes):.0f} at most, of {len(sizes)} customers and terminals",
    )
