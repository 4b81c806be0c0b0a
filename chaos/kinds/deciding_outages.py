"""The kinds in which clients ask for decisions while a table, the queue, Scoring or Decision itself is out."""

from collections.abc import Mapping

from chaos.faults import single_calls
from chaos.kinds.deciding import FEW_CLIENTS, LATE_EFFECT, MOSTLY, ONCE_DELIVERED, REPEATED, USUAL
from chaos.kinds.kind import Kind, combined, fault_on
from chaos.kinds.shared_faults import ANSWERS_LOST, BROKEN, CRASHES, UNAVAILABLE, killed
from chaos.proxy.operations import (
    COUNT_ATTEMPT,
    DECIDE,
    DECISIONS,
    FIND_TRANSACTION,
    HAND_OVER,
    KEEP,
    READ_PROFILES,
    STORE,
)
from chaos.traffic.contests import ContestMix, contested_traffic
from chaos.traffic.decisions import bursts
from chaos.traffic.transactions import interleaved

KILLED = combined(*(killed(each, 0.05) for each in (DECIDE, COUNT_ATTEMPT, READ_PROFILES, FIND_TRANSACTION)))

DECIDING_OUTAGES: Mapping[str, Kind] = {
    "decisions-out": Kind(
        description="the decisions table is out",
        rules=fault_on(DECISIONS, 1, UNAVAILABLE),
        traffic=USUAL,
        decided=MOSTLY,
        clients=FEW_CLIENTS,
    ),
    "decisions-queued": Kind(
        description="the transactions table fails often, so that decisions go to the queue, and come again",
        rules=combined(fault_on(STORE, 0.4, UNAVAILABLE), fault_on(DECIDE, 0.4, single_calls.cut_after)),
        traffic=interleaved(REPEATED, bursts, contested_traffic(ContestMix(at_once=0.4))),
        decided=MOSTLY,
        clients=FEW_CLIENTS,
        asked_again=True,
        lasts=ONCE_DELIVERED,
        allowances=ANSWERS_LOST,
    ),
    "decisions-table-out": Kind(
        description="the transactions table is out while clients ask for decisions",
        rules=fault_on(STORE, 1, UNAVAILABLE),
        traffic=interleaved(USUAL, contested_traffic(ContestMix(at_once=0.2, times_differ=True))),
        decided=MOSTLY,
        clients=FEW_CLIENTS,
    ),
    "decisions-undurable": Kind(
        description="table and queue are out while clients ask for decisions",
        rules=combined(fault_on(STORE, 0.8, BROKEN), fault_on(KEEP, 0.7, single_calls.cut_before)),
        traffic=USUAL,
        decided=MOSTLY,
        clients=FEW_CLIENTS,
    ),
    "decisions-killed": Kind(
        description="Decision is killed before and after each of its calls",
        rules=KILLED,
        traffic=USUAL,
        decided=MOSTLY,
        clients=FEW_CLIENTS,
        asked_again=True,
        lasts=ONCE_DELIVERED,
        allowances=CRASHES | LATE_EFFECT,
    ),
    "scoring-stopped": Kind(
        description="Scoring is stopped for a while, as the heartbeat says, and clients go on asking",
        rules=fault_on(HAND_OVER, 1, UNAVAILABLE),
        traffic=USUAL,
        decided=MOSTLY,
        clients=FEW_CLIENTS,
        asked_again=True,
        pause=65.0,
        says="profiles",
        lasts=100.0,
    ),
}
