"""The kinds in which people work on reviews, programs hear of it, and clients read back, while calls fail."""

import random
from collections.abc import Mapping, Sequence

from chaos.faults import single_calls
from chaos.faults.schedule import FaultRule
from chaos.faults.workers import Workers
from chaos.kinds.kind import Kind, combined, fault_on
from chaos.kinds.shared_faults import ALERTS_REPEAT, BROKEN, CRASHES, LATE, REFUSED, SLOW, failing_ways
from chaos.proxy.operations import (
    FIND_DUE,
    FIND_TRANSACTION,
    LABELS,
    READ_BACK,
    READ_REVIEWS,
    REVIEWS,
    TELL,
    TELL_BUS,
    WRITE_REVIEWS,
)

MOSTLY = 0.8
"""The share of reviews that people work on."""
WORKED = 40.0
"""Seconds; people come once everything was delivered."""


def _killed(chance: random.Random, workers: Workers) -> Sequence[FaultRule]:
    del chance
    before, after = single_calls.kill(workers, after=False), single_calls.kill(workers, after=True)
    return [
        FaultRule(operations=operations, share=0.08, fault=fault)
        for operations in (WRITE_REVIEWS, TELL, LABELS, FIND_DUE)
        for fault in (before, after)
    ]


REVIEWING: Mapping[str, Kind] = {
    "reviews": Kind(
        description="people claim, decide and label at once, give back and come too late, and the schedule runs",
        reviewed=MOSTLY,
        lasts=WORKED,
    ),
    "reviews-failing": Kind(
        description="calls with reviews are throttled, fail, break off, come late, or take effect without an answer",
        rules=combined(
            fault_on(REVIEWS, 0.1, single_calls.throttle),
            fault_on(REVIEWS, 0.1, BROKEN),
            fault_on(WRITE_REVIEWS, 0.2, single_calls.cut_after),
            fault_on(WRITE_REVIEWS, 0.03, LATE),
            fault_on(READ_REVIEWS, 0.03, SLOW),
            fault_on(TELL, 0.2, single_calls.cut_after),
        ),
        reviewed=MOSTLY,
        lasts=WORKED,
        allowances=ALERTS_REPEAT,
    ),
    "reviews-killed": Kind(
        description="Feedback is killed before and after each write, each event and each look for what is due",
        rules=_killed,
        reviewed=MOSTLY,
        lasts=WORKED,
        allowances=CRASHES,
    ),
    "reviews-damaged": Kind(
        description="the longest due of the reviews are rows that nobody can read, more than the schedule works on",
        reviews_damaged=True,
        reviewed=MOSTLY,
        lasts=WORKED,
    ),
    "events-out": Kind(
        description="every event is refused, while people decide and label",
        rules=fault_on(TELL, 1, REFUSED),
        reviewed=MOSTLY,
        labelled=0.2,
        lasts=WORKED,
        allowances=ALERTS_REPEAT,
    ),
    "bus-out": Kind(
        description="the event bus refuses every event, and the topic takes them, while people decide and label",
        rules=fault_on(TELL_BUS, 1, REFUSED),
        reviewed=MOSTLY,
        labelled=0.2,
        lasts=WORKED,
        allowances=ALERTS_REPEAT,
    ),
    "events-failing": Kind(
        description="events are refused, come late, or go out without an answer",
        rules=combined(
            fault_on(TELL | TELL_BUS, 0.2, single_calls.throttle),
            fault_on(TELL | TELL_BUS, 0.2, BROKEN),
            fault_on(TELL | TELL_BUS, 0.2, single_calls.cut_after),
        ),
        reviewed=MOSTLY,
        labelled=0.2,
        lasts=WORKED,
        allowances=ALERTS_REPEAT,
    ),
    "webhook-fails": Kind(
        description="the webhook answers 500, so that events wait in its queue",
        webhook="fails",
        reviewed=MOSTLY,
        lasts=WORKED,
    ),
    "webhook-hangs": Kind(
        description="the webhook takes events and never answers",
        webhook="hangs",
        reviewed=MOSTLY,
        lasts=WORKED,
        weight=0.3,
    ),
    "reads-failing": Kind(
        description="the tables that are read back fail, answer late, or break off",
        rules=combined(failing_ways(READ_BACK), fault_on(FIND_TRANSACTION, 0.1, single_calls.throttle)),
        reviewed=MOSTLY,
        lasts=WORKED,
        allowances=ALERTS_REPEAT,
    ),
}
