"""The kinds in which AWS or the functions fail, while clients send the usual traffic."""

from collections.abc import Mapping

from chaos.faults import single_calls
from chaos.faults.schedule import FaultRule
from chaos.kinds.kind import Kind, combined, fault_on
from chaos.kinds.shared_faults import (
    ALERTS_REPEAT,
    ALERTS_REPEAT_LATE,
    ANSWERS_LOST,
    BATCHES,
    BROKEN,
    CRASHES,
    DRAGGING,
    HALF_DONE,
    LABELLED,
    LATE,
    REFUSED,
    SLOW,
    UNAVAILABLE,
    killed,
)
from chaos.proxy.operations import (
    ALL,
    HAND_OVER,
    INSERT_SCORES,
    KEEP,
    PROFILES,
    PUBLISH,
    SCORES,
    STORE,
    WRITE_LABELS,
    WRITE_PROFILES,
)
from chaos.traffic.contests import ContestMix, contested_traffic
from chaos.traffic.customers import few_payments_each, hot_customers
from chaos.traffic.transactions import TrafficMix, interleaved, single_requests

KILLED = combined(
    killed(STORE, 0.02),
    killed(SCORES | HAND_OVER, 0.1),
    killed(WRITE_PROFILES, 0.1),
    killed(WRITE_LABELS, 0.1),
    lambda _chance, workers: [FaultRule(operations=PUBLISH, share=0.05, fault=single_calls.kill(workers, after=True))],
)

FAILING_CALLS: Mapping[str, Kind] = {
    "throttled": Kind(
        description="three calls in ten are throttled",
        rules=fault_on(ALL, 0.3, single_calls.throttle),
        labelled=LABELLED,
        allowances=ALERTS_REPEAT,
    ),
    "failing": Kind(
        description="three calls in ten end in a 500 or 503",
        rules=combined(fault_on(ALL, 0.15, BROKEN), fault_on(ALL, 0.18, UNAVAILABLE)),
        labelled=LABELLED,
        allowances=ALERTS_REPEAT,
    ),
    "slow": Kind(
        description="answers come after the caller gave up",
        rules=fault_on(ALL, 0.04, SLOW),
        labelled=LABELLED,
        allowances=ALERTS_REPEAT | ANSWERS_LOST,
    ),
    "late": Kind(
        description="calls take effect after the caller gave up",
        rules=fault_on(ALL, 0.04, LATE),
        labelled=LABELLED,
        allowances=ALERTS_REPEAT_LATE | ANSWERS_LOST,
    ),
    "cut-before": Kind(
        description="connections break before the effect",
        rules=fault_on(ALL, 0.25, single_calls.cut_before),
        labelled=LABELLED,
        allowances=ALERTS_REPEAT,
    ),
    "cut-after": Kind(
        description="connections break after the effect",
        rules=fault_on(ALL, 0.25, single_calls.cut_after),
        labelled=LABELLED,
        allowances=ALERTS_REPEAT | ANSWERS_LOST,
    ),
    "half-done": Kind(
        description="calls with many entries process one half",
        rules=HALF_DONE,
        traffic=interleaved(single_requests(TrafficMix()), BATCHES),
        allowances=ANSWERS_LOST,
    ),
    "table-out": Kind(
        description="the transactions table is out, so that no conflict is seen",
        rules=fault_on(STORE, 1, UNAVAILABLE),
        traffic=interleaved(
            single_requests(TrafficMix()), contested_traffic(ContestMix(at_once=0.2, times_differ=True))
        ),
    ),
    "nothing-durable": Kind(
        description="table and queue fail often, and together",
        rules=combined(fault_on(STORE, 0.7, BROKEN), fault_on(KEEP, 0.7, single_calls.cut_before)),
        weight=0.7,
    ),
    "scores-out": Kind(description="the scores table is out", rules=fault_on(SCORES, 1, UNAVAILABLE)),
    "scores-unwritten": Kind(
        description="profiles are written and scores not, so that payloads come again after many more payments",
        rules=fault_on(INSERT_SCORES, 0.7, UNAVAILABLE),
        traffic=interleaved(few_payments_each, hot_customers),
    ),
    "profiles-failing": Kind(
        description="reads and writes of profiles are throttled, fail, do one half, or take effect without an answer",
        rules=combined(
            fault_on(PROFILES, 0.1, single_calls.throttle),
            fault_on(PROFILES, 0.05, BROKEN),
            fault_on(WRITE_PROFILES, 0.3, single_calls.cut_after),
            HALF_DONE,
        ),
        traffic=interleaved(single_requests(TrafficMix()), hot_customers),
        allowances=ANSWERS_LOST,
    ),
    "profiles-out": Kind(description="the profiles table is out", rules=fault_on(PROFILES, 1, UNAVAILABLE)),
    "topic-out": Kind(description="every alert is refused", rules=fault_on(PUBLISH, 1, REFUSED)),
    "scorer-out": Kind(description="Scoring cannot be invoked", rules=fault_on(HAND_OVER, 1, UNAVAILABLE), lasts=25.0),
    "killed": Kind(
        description="functions are killed in the middle of a batch",
        rules=KILLED,
        labelled=LABELLED,
        allowances=CRASHES,
    ),
    "timeouts": Kind(
        description="slow dependencies outlast the functions' timeouts",
        rules=combined(fault_on(STORE, 0.1, DRAGGING), fault_on(SCORES | PUBLISH | HAND_OVER, 0.3, DRAGGING)),
        timeout=2,
        labelled=LABELLED,
        allowances=CRASHES,
    ),
}
