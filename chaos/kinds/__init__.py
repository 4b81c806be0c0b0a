"""The kinds of trouble that the campaign knows, by the names that `--kinds` takes."""

from collections.abc import Mapping

from chaos.faults.workers import AVAILABLE
from chaos.kinds.deciding import DECIDING
from chaos.kinds.deciding_outages import DECIDING_OUTAGES
from chaos.kinds.erasing import ERASING
from chaos.kinds.expiring import EXPIRING
from chaos.kinds.exporting import EXPORTING
from chaos.kinds.failing_calls import FAILING_CALLS
from chaos.kinds.failing_deliveries import FAILING_DELIVERIES
from chaos.kinds.kind import Kind
from chaos.kinds.labelling import LABELLING
from chaos.kinds.reviewing import REVIEWING
from chaos.kinds.rollouts import ROLLOUTS
from chaos.kinds.unusual_traffic import UNUSUAL_TRAFFIC

KINDS: Mapping[str, Kind] = {
    **UNUSUAL_TRAFFIC,
    **FAILING_CALLS,
    **FAILING_DELIVERIES,
    **LABELLING,
    **DECIDING,
    **DECIDING_OUTAGES,
    **ROLLOUTS,
    **REVIEWING,
    **ERASING,
    **EXPORTING,
    **EXPIRING,
}

KILLING = frozenset({"killed", "decisions-killed", "deployments-killed", "reviews-killed", "erasing-killed"})
DEFAULT = [name for name in KINDS if name not in KILLING or AVAILABLE]
OUTAGES = frozenset(
    {
        *("table-out", "nothing-durable", "scores-out", "profiles-out", "topic-out", "scorer-out", "labels-queued"),
        *("decisions-out", "decisions-table-out", "decisions-undurable", "decisions-queued", "scoring-stopped"),
        *("strategies-out", "strategies-stale", "events-out", "bus-out", "webhook-fails", "webhook-hangs"),
    }
)
SHORT_TIMEOUTS = frozenset({"timeouts"})
"""Functions get less time than a batch may take: no batch of another kind would succeed beside them."""
ROWS_GO = frozenset({*ERASING, *EXPIRING})
"""Rows go on purpose, at moments that no other kind's faults may hide."""
TOGETHER = [name for name in DEFAULT if name not in OUTAGES | SHORT_TIMEOUTS | ROWS_GO]
"""The kinds that can come all at once."""
