"""The kinds in which most clients ask for decisions, while calls of Decision fail, collide or come late."""

from collections.abc import Mapping

from chaos.faults import partial_batches, single_calls
from chaos.kinds.kind import Kind, combined, fault_on
from chaos.kinds.shared_faults import ALERTS_REPEAT, SLOW, UNAVAILABLE, failing_ways
from chaos.proxy.operations import (
    ATTEMPTS,
    DECIDE,
    DECISIONS,
    PUT_TRANSACTION,
    READ_ATTEMPTS,
    READ_ONE_SCORE,
    READ_PROFILES,
)
from chaos.traffic.contests import ContestMix, contested_traffic
from chaos.traffic.decisions import bursts
from chaos.traffic.transactions import TrafficMix, batch_requests, interleaved, single_requests
from chaos.verdict.allowances import Allowances

MOSTLY = 0.9
"""The share of cases in which clients ask for decisions."""
FEW_CLIENTS = 4
ONCE_DELIVERED = 40.0
"""Seconds; such a kind asks again once everything was delivered."""
LATE_EFFECT = Allowances(late_effect=2.0)

REPEATED = single_requests(TrafficMix(repeats=25, races=20, conflicts=10, racing_conflicts=10, times_vary=True))
RACING = single_requests(TrafficMix(races=40, racing_conflicts=40, times_race=True))
USUAL = interleaved(REPEATED, bursts)


DECIDING: Mapping[str, Kind] = {
    "decisions": Kind(
        description="decisions: repeated, in races, in conflicts, on what was only stored, in bursts on one card",
        traffic=interleaved(REPEATED, bursts, contested_traffic(ContestMix(at_once=0.6))),
        decided=MOSTLY,
        clients=FEW_CLIENTS,
        asked_again=True,
        lasts=ONCE_DELIVERED,
    ),
    "decisions-racing": Kind(
        description="one id under several times or none, to be stored and decided at once, singly and in batches",
        traffic=interleaved(RACING, contested_traffic(ContestMix(at_once=1, times_differ=True))),
        decided=MOSTLY,
        clients=FEW_CLIENTS,
    ),
    "decisions-failing": Kind(
        description="claims and attempts fail, collide, come late, or take effect without an answer",
        rules=combined(
            fault_on(DECIDE, 0.15, single_calls.cancel("TransactionConflict")),
            fault_on(DECIDE, 0.05, single_calls.cancel("ThrottlingError")),
            fault_on(PUT_TRANSACTION, 0.15, single_calls.fail_with(400, "TransactionConflictException")),
            failing_ways(DECISIONS),
            fault_on(READ_ATTEMPTS, 0.2, partial_batches.read_half),
        ),
        traffic=interleaved(RACING, bursts),
        decided=MOSTLY,
        clients=FEW_CLIENTS,
        asked_again=True,
        lasts=ONCE_DELIVERED,
        allowances=LATE_EFFECT,
    ),
    "attempts-out": Kind(
        description="attempts cannot be counted, and claims can be made",
        rules=combined(fault_on(ATTEMPTS, 0.5, UNAVAILABLE), fault_on(ATTEMPTS, 0.3, SLOW)),
        traffic=interleaved(bursts, REPEATED),
        decided=MOSTLY,
        clients=FEW_CLIENTS,
    ),
    "decisions-blind": Kind(
        description="profiles cannot be read in time, or one half of them",
        rules=combined(
            fault_on(READ_PROFILES, 0.2, single_calls.throttle),
            fault_on(READ_PROFILES, 0.2, UNAVAILABLE),
            fault_on(READ_PROFILES, 0.2, SLOW),
            fault_on(READ_PROFILES, 0.2, partial_batches.read_half),
        ),
        traffic=USUAL,
        decided=MOSTLY,
        clients=FEW_CLIENTS,
        allowances=ALERTS_REPEAT,
    ),
    "decisions-unscored": Kind(
        description="scores of what was only stored cannot be read for a decision",
        rules=failing_ways(READ_ONE_SCORE),
        traffic=interleaved(single_requests(TrafficMix(repeats=40)), batch_requests(TrafficMix(), 20)),
        decided=MOSTLY,
        clients=FEW_CLIENTS,
        asked_again=True,
        lasts=ONCE_DELIVERED,
    ),
}
