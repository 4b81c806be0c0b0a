"""The kind in which rows are past their retention, and DynamoDB removes them while their ids come again."""

from collections.abc import Mapping

from chaos.faults import single_calls
from chaos.faults.expiry_records import removed_by_service
from chaos.kinds.kind import Kind, combined, fault_on
from chaos.kinds.shared_faults import ALERTS_REPEAT, BROKEN
from chaos.proxy.operations import DECIDE, FIND_TRANSACTION, GET_RECORDS, PUT_TRANSACTION
from chaos.traffic.transactions import TrafficMix, single_requests

EXPIRING: Mapping[str, Kind] = {
    "expiring": Kind(
        description="rows, claims and scores go when their time is over, and ids come again, while calls fail",
        rules=combined(
            fault_on(GET_RECORDS, 1, removed_by_service, caller="poller"),
            fault_on(FIND_TRANSACTION | PUT_TRANSACTION | DECIDE, 0.06, single_calls.throttle),
            fault_on(FIND_TRANSACTION | PUT_TRANSACTION, 0.06, BROKEN),
            fault_on(FIND_TRANSACTION, 0.06, single_calls.cut_after),
        ),
        traffic=single_requests(TrafficMix(repeats=20)),
        decided=0.5,
        clients=8,
        expiring=True,
        lasts=40.0,
        allowances=ALERTS_REPEAT,
    ),
}
