"""Faults, allowances and traffic that several kinds share."""

from chaos.faults import partial_batches, single_calls
from chaos.faults.schedule import FaultRule
from chaos.kinds.kind import FaultRules, combined, fault_on
from chaos.proxy.operations import INSERT_SCORES, KEEP_MANY, READ_PROFILES, READ_SCORES, WRITE_PROFILES
from chaos.traffic.transactions import TrafficMix, batch_requests
from chaos.verdict.allowances import Allowances

BEYOND_TIMEOUT = 2.0
"""Seconds; longer than the functions wait for a response."""
WITHIN_TIMEOUT = 1.2
"""Seconds; slow, yet within what the functions wait."""
SHORTLY = 0.4
"""Seconds; other batches write meanwhile what was read."""
RETRYABLE = ("ThrottlingError", "ProvisionedThroughputExceeded", "TransactionConflict", "InternalServerError")
"""Codes with which one statement of a batch may fail and be tried again; from DynamoDB's API reference."""

LABELLED = 0.2
"""The share of transactions that clients label, where labels meet the same faults as everything else."""

ALERTS_REPEAT = Allowances(alerts_repeat=True)
ALERTS_REPEAT_LATE = Allowances(alerts_repeat=True, late_effect=BEYOND_TIMEOUT)
ANSWERS_LOST = Allowances(answers_lost=True)
CRASHES = Allowances(alerts_repeat=True, crashes=True)

UNAVAILABLE = single_calls.fail_with(503, "ServiceUnavailable")
BROKEN = single_calls.fail_with(500, "InternalServerError")
REFUSED = single_calls.fail_with(400, "InvalidParameter")
SLOW, LATE, DRAGGING, OLD_BY_THEN = (
    single_calls.answer_late(BEYOND_TIMEOUT),
    single_calls.take_effect_late(BEYOND_TIMEOUT),
    single_calls.answer_late(WITHIN_TIMEOUT),
    single_calls.answer_late(SHORTLY),
)
HALF_DONE = combined(
    fault_on(READ_SCORES, 0.5, partial_batches.read_half),
    fault_on(INSERT_SCORES, 0.3, partial_batches.execute_half(RETRYABLE, after=False)),
    fault_on(INSERT_SCORES, 0.3, partial_batches.execute_half(("InternalServerError",), after=True)),
    fault_on(READ_PROFILES, 0.5, partial_batches.read_half),
    fault_on(WRITE_PROFILES, 0.3, partial_batches.execute_half(RETRYABLE, after=False)),
    fault_on(WRITE_PROFILES, 0.3, partial_batches.execute_half(("InternalServerError",), after=True)),
    fault_on(KEEP_MANY, 0.5, partial_batches.send_half),
)
BATCHES = batch_requests(TrafficMix(conflicts=6, times_vary=True), 20)


def failing_ways(operations: frozenset[str]) -> FaultRules:
    """Return the ways in which calls of a table fail: unreachable, throttled, broken, slow, or late."""
    return combined(
        fault_on(operations, 0.15, single_calls.throttle),
        fault_on(operations, 0.1, BROKEN),
        fault_on(operations, 0.1, single_calls.cut_before),
        fault_on(operations, 0.15, single_calls.cut_after),
        fault_on(operations, 0.05, SLOW),
        fault_on(operations, 0.05, LATE),
    )


def killed(operations: frozenset[str], share: float) -> FaultRules:
    """Return that functions are killed before this share of their calls of these operations, and after as many."""
    return lambda _chance, workers: [
        FaultRule(operations=operations, share=share, fault=single_calls.kill(workers, after=after))
        for after in (False, True)
    ]
