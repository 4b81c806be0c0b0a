"""The kind in which payments are exported while they are labelled and reviewed, and the export is interrupted."""

from collections.abc import Mapping

from chaos.faults import partial_batches, single_calls
from chaos.kinds.kind import Kind, combined, fault_on
from chaos.kinds.shared_faults import ALERTS_REPEAT, ANSWERS_LOST, BROKEN
from chaos.proxy.operations import ALL, EXPORT, EXPORT_BESIDE

LABELLED, REVIEWED, WORKED = 0.3, 0.8, 40.0
"""Shares of transactions and of reviews, and seconds, as in the kinds of labels and reviews."""

EXPORTING: Mapping[str, Kind] = {
    "exporting": Kind(
        description="payments are exported while they are labelled and reviewed, and calls of both fail",
        rules=combined(
            fault_on(EXPORT, 0.1, single_calls.throttle, caller="operators"),
            fault_on(EXPORT, 0.1, BROKEN, caller="operators"),
            fault_on(EXPORT, 0.1, single_calls.cut_after, caller="operators"),
            fault_on(EXPORT_BESIDE, 0.2, partial_batches.read_half, caller="operators"),
            fault_on(ALL, 0.04, single_calls.throttle),
            fault_on(ALL, 0.04, BROKEN),
            fault_on(ALL, 0.04, single_calls.cut_after),
        ),
        exported=True,
        labelled=LABELLED,
        reviewed=REVIEWED,
        lasts=WORKED,
        allowances=ALERTS_REPEAT | ANSWERS_LOST,
    ),
}
