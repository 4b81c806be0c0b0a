"""Profiles: features of one with rules that use them, a payment folded into it, and the bytes that they take."""

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from bench.aws.item_size import WRITE_UNIT, item_size
from bench.measurement import Measurement, Say, Scale, at_most
from bench.profile_rules import profile_strategy
from bench.region import CUSTOMER, TERMINAL, KnownRegion, profiles_of
from bench.region_file import known_region
from bench.region_simulation import DAYS, event_of_new
from bench.sample import transaction_of
from bench.turns import in_turns
from handlers.aws.attributes import to_attributes
from handlers.contract.transaction import Transaction
from handlers.decision.batch import BatchDecider
from handlers.decision.decide import Decider
from handlers.decision.entity.entities import PROFILE
from handlers.decision.panel import Panel
from handlers.decision.profile.codec import decode, encode
from handlers.decision.profile.fold import fold
from handlers.decision.profile.known_entities import KnownEntities
from handlers.decision.profile.measures import Measures
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.ring import LENGTH
from handlers.decision.score_row import score_row
from handlers.decision.strategy.needs import needs_of
from handlers.decision.strategy.strategy import Strategy

FEATURES, FOLD = 40, 15
SHARE = 0.99
"""Of all items, so many are to take one write unit."""
SAMPLE, ROWS = 100, 2_000
"""Payments that are measured, and payments of which a score's row is made."""
RETENTION = timedelta(days=30)

Subjects = Sequence[tuple[Profile, Transaction]]


def measure(scale: Scale, say: Say) -> Measurement:
    """Measure CPU microseconds warm, and bytes."""
    measured, rounds = Measurement(), scale.pick(full=25, quick=7)
    region = known_region(scale, say)
    say("features")
    strategy, subjects = profile_strategy(), _subjects(region)
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
    folded, made = in_turns(_folds(subjects), _events(subjects), calls=3, rounds=rounds)
    measured.add(
        "folding one payment and encoding the profile",
        folded / len(subjects) * 1e6,
        "µs an entity",
        at_most(FOLD),
        beside=f"making the event, once a transaction, takes {made / len(subjects) * 1e6:.1f} µs",
    )
    say("sizes")
    for kind in (CUSTOMER, TERMINAL):
        _add_sizes(measured, f"item of a {kind} with a full ring", _item_sizes(region, kind))
    _add_sizes(measured, "row of a score with its decision and features", _row_sizes(region, strategy))
    measured.remarks.append(
        f"profiles of a region of {region.customers:,} customers after {DAYS} days, as `fraudctl simulate --customers` "
        "makes it, a sample of both by hashes of their ids, and its next payments; the row is that of a decision by "
        "the same 8 rules; bytes as DynamoDB counts them, names included (bench/aws/item_size.py)"
    )
    return measured


def _subjects(region: KnownRegion) -> Subjects:
    """Return payments with the profiles of their customers."""
    return [(decode(region.profile(profiles_of(body)[0])), transaction_of(body)) for body in region.bodies(SAMPLE)]


def _decisions(strategy: Strategy, subjects: Subjects) -> Callable[[], object]:
    measures, decide = Measures(needs_of(strategy)), Decider(strategy).decide

    def work() -> None:
        for profile, each in subjects:
            decide(each, measures.of("customer", profile, None, each, each.timestamp))

    return work


def _from_bytes(strategy: Strategy, subjects: Subjects) -> Callable[[], object]:
    measures, decide = Measures(needs_of(strategy)), Decider(strategy).decide
    written = [(encode(profile), each) for profile, each in subjects]

    def work() -> None:
        for profile, each in written:
            decide(each, measures.of("customer", decode(profile), None, each, each.timestamp))

    return work


def _folds(subjects: Subjects) -> Callable[[], object]:
    events = [(profile, event_of_new(each).of("customer")) for profile, each in subjects]

    def work() -> None:
        for profile, event in events:
            folded = fold(profile, event)
            if folded is not None:
                encode(folded)

    return work


def _events(subjects: Subjects) -> Callable[[], object]:
    return lambda: [event_of_new(each).of("customer") for _, each in subjects]


def _item_sizes(region: KnownRegion, kind: str) -> list[int]:
    """Return the sizes of items of a kind whose ring is full."""
    of_kind = ((key, written) for key, written in region.followed.items() if key.startswith(f"{PROFILE}{kind}#"))
    return [item_size(region.item(key)) for key, written in of_kind if len(decode(written).ring.flags) == LENGTH]


def _row_sizes(region: KnownRegion, strategy: Strategy) -> list[int]:
    """Return the sizes of rows of the payments that come next, each decided by the profiles as they are."""
    decider, sizes = BatchDecider(Panel.of_one(strategy)), list[int]()
    for body in region.bodies(ROWS):
        known = KnownEntities({key: region.profile(key) for key in profiles_of(body)}, {})
        payment = decider.payment(transaction_of(body))
        now = datetime.fromtimestamp(payment.transaction.timestamp / 1000, UTC)
        decision = decider.decide(payment, known, payment.transaction.timestamp)
        sizes.append(item_size(to_attributes(score_row(decision, now, RETENTION))))
    return sizes


def _add_sizes(measured: Measurement, name: str, sizes: Iterable[int]) -> None:
    ordered = sorted(sizes)
    within = sum(size <= WRITE_UNIT for size in ordered) / len(ordered)
    measured.add(
        f"{name}, {SHARE:.0%} at most",
        ordered[math.ceil(SHARE * len(ordered)) - 1],
        "bytes",
        at_most(WRITE_UNIT),
        beside=f"{within:.1%} of {len(ordered):,} take one write unit; the median is {statistics.median(ordered):.0f}",
    )
