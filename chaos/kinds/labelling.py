"""The kinds in which clients label most of their transactions: with no trouble at all, and with much."""

from collections.abc import Mapping

from chaos.faults import partial_batches, single_calls
from chaos.kinds.kind import Kind, combined, fault_on
from chaos.kinds.shared_faults import ALERTS_REPEAT, BROKEN, LATE, UNAVAILABLE
from chaos.proxy.operations import (
    HAND_OVER,
    LABEL_TOGETHER,
    LABELS,
    PUT_TRANSACTION,
    READ_PROFILES,
    READ_SCORES,
    WRITE_LABELS,
)
from chaos.traffic.customers import hot_customers
from chaos.traffic.transactions import TrafficMix, interleaved, single_requests

MOSTLY = 0.8
"""The share of transactions that are labelled: of customers who pay all the time more than facts hold one by one."""

LABELLING: Mapping[str, Kind] = {
    "labels": Kind(
        description="labels race, repeat, contradict one another, and come before the score",
        traffic=interleaved(single_requests(TrafficMix()), hot_customers),
        labelled=MOSTLY,
    ),
    "labels-failing": Kind(
        description="calls with labels are throttled, fail, collide, come late, or take effect without an answer",
        rules=combined(
            fault_on(LABEL_TOGETHER, 0.1, single_calls.cancel("TransactionConflict")),
            fault_on(LABEL_TOGETHER, 0.05, single_calls.cancel("ThrottlingError")),
            fault_on(LABELS | READ_PROFILES | READ_SCORES, 0.1, single_calls.throttle),
            fault_on(LABELS, 0.1, BROKEN),
            fault_on(WRITE_LABELS, 0.2, single_calls.cut_after),
            fault_on(WRITE_LABELS, 0.03, LATE),
            fault_on(READ_PROFILES | READ_SCORES, 0.2, partial_batches.read_half),
        ),
        traffic=interleaved(single_requests(TrafficMix()), hot_customers),
        labelled=MOSTLY,
        allowances=ALERTS_REPEAT,
    ),
    "labels-queued": Kind(
        description="labels come for what waits in a queue, not stored or not scored",
        rules=combined(fault_on(PUT_TRANSACTION, 0.5, UNAVAILABLE), fault_on(HAND_OVER, 0.9, UNAVAILABLE)),
        labelled=MOSTLY,
    ),
}
