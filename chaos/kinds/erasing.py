"""The kinds in which persons are erased while they pay, and calls of the functions and of the eraser fail."""

from collections.abc import Mapping

from chaos.faults import single_calls
from chaos.kinds.kind import FaultRules, Kind, combined, fault_on
from chaos.kinds.shared_faults import ALERTS_REPEAT, ANSWERS_LOST, BROKEN, CRASHES, UNAVAILABLE, killed
from chaos.proxy.operations import (
    ALL,
    ERASE,
    HAND_OVER,
    INSERT_SCORES,
    LOOK_IN_QUEUES,
    PUT_TRANSACTION,
    READ_PROFILES,
    WRITE_LABELS,
    WRITE_PROFILES,
    WRITE_REVIEWS,
)
from chaos.traffic.persons import payments_of_persons
from chaos.verdict.allowances import Allowances

LABELLED, REVIEWED, WORKED = 0.3, 0.8, 40.0
"""Shares of transactions and of reviews, and seconds, as in the kinds of labels and reviews."""
ERASER_FAILS = combined(
    fault_on(ERASE | LOOK_IN_QUEUES, 0.05, single_calls.throttle, caller="operators"),
    fault_on(ERASE, 0.05, BROKEN, caller="operators"),
    fault_on(ERASE | LOOK_IN_QUEUES, 0.05, single_calls.cut_before, caller="operators"),
    fault_on(ERASE, 0.05, single_calls.cut_after, caller="operators"),
)
KILLED = combined(*(killed(each, 0.04) for each in (INSERT_SCORES, READ_PROFILES, WRITE_PROFILES, WRITE_LABELS)))
NO_FAULTS = combined()


def _kind(description: str, *, rules: FaultRules = NO_FAULTS, allowances: Allowances = ALERTS_REPEAT) -> Kind:
    return Kind(
        description=description,
        rules=rules,
        traffic=payments_of_persons,
        erased=True,
        labelled=LABELLED,
        reviewed=REVIEWED,
        lasts=WORKED,
        allowances=allowances,
    )


ERASING: Mapping[str, Kind] = {
    "erasing": _kind("persons are erased while they pay, are labelled and reviewed, and come back"),
    "erasing-failing": _kind(
        "the same while calls of the functions and of the eraser fail, and payments wait in queues",
        rules=combined(
            ERASER_FAILS,
            fault_on(PUT_TRANSACTION, 0.3, UNAVAILABLE),
            fault_on(HAND_OVER, 0.5, UNAVAILABLE),
            fault_on(ALL, 0.04, single_calls.throttle),
            fault_on(ALL, 0.04, BROKEN),
            fault_on(ALL, 0.05, single_calls.cut_after),
        ),
        allowances=ALERTS_REPEAT | ANSWERS_LOST,
    ),
    "erasing-killed": _kind(
        "the same while functions are killed before and after they read the marks and write",
        rules=combined(ERASER_FAILS, KILLED, killed(WRITE_REVIEWS, 0.04)),
        allowances=CRASHES | ANSWERS_LOST,
    ),
}
