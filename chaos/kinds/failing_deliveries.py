"""The kinds in which deliveries of the stream, invocations and connections of clients fail."""

import random
from collections.abc import Mapping, Sequence

from chaos.faults import single_calls
from chaos.faults.schedule import FaultRule
from chaos.faults.workers import Workers
from chaos.kinds.kind import Kind, combined, fault_on
from chaos.kinds.shared_faults import ALERTS_REPEAT, LABELLED
from chaos.proxy.operations import DELIVER, HAND_OVER, POST, STREAM


def _reordered(chance: random.Random, workers: Workers) -> Sequence[FaultRule]:
    del workers
    return (
        FaultRule(operations=DELIVER, share=1, fault=single_calls.DeliverEarlierAgain(chance), caller="poller"),
        FaultRule(operations=HAND_OVER, share=0.5, fault=single_calls.deliver_late),
    )


FAILING_DELIVERIES: Mapping[str, Kind] = {
    "duplicated": Kind(
        description="deliveries come twice",
        rules=combined(
            fault_on(DELIVER, 0.5, single_calls.deliver_twice, caller="poller"),
            fault_on(HAND_OVER, 0.3, single_calls.deliver_twice),
        ),
        allowances=ALERTS_REPEAT,
    ),
    "reordered": Kind(
        description="old deliveries come again, new ones overtake", rules=_reordered, allowances=ALERTS_REPEAT
    ),
    "stream": Kind(
        description="reading the stream and invoking Processing fails",
        rules=combined(
            fault_on(STREAM, 0.2, single_calls.throttle, caller="poller"),
            fault_on(STREAM, 0.1, single_calls.cut_after, caller="poller"),
            fault_on(DELIVER, 0.2, single_calls.cut_after, caller="poller"),
            fault_on(DELIVER, 0.2, single_calls.throttle, caller="poller"),
        ),
        allowances=ALERTS_REPEAT,
    ),
    "clients-cut": Kind(
        description="the client's connection breaks, before or after the effect",
        rules=combined(
            fault_on(POST, 0.15, single_calls.cut_before, caller="clients"),
            fault_on(POST, 0.15, single_calls.cut_after, caller="clients"),
        ),
        labelled=LABELLED,
        through_proxy=True,
    ),
}
