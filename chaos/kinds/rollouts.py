"""The kinds in which operators deploy versions, take them back and change lists, and the strategies table fails."""

from collections.abc import Mapping

from chaos.faults import single_calls
from chaos.kinds.kind import Kind, combined, fault_on
from chaos.kinds.shared_faults import ANSWERS_LOST, BROKEN, CRASHES, DRAGGING, SLOW, UNAVAILABLE, failing_ways, killed
from chaos.proxy.operations import (
    ALL,
    CHANGE_STRATEGIES,
    DECIDE,
    INSERT_SCORES,
    READ_DOCUMENT,
    READ_POINTERS,
    READ_STRATEGIES,
)
from chaos.traffic.decisions import bursts
from chaos.traffic.listed import listed_traffic
from chaos.traffic.transactions import TrafficMix, interleaved, single_requests
from chaos.verdict.allowances import Allowances

FEW_CLIENTS = 4
MOSTLY = 0.6
"""The share of cases in which clients ask for decisions."""
LISTED = interleaved(listed_traffic, single_requests(TrafficMix(repeats=20)))
OPERATORS_FAIL = combined(
    fault_on(CHANGE_STRATEGIES, 0.1, single_calls.throttle, caller="operators"),
    fault_on(CHANGE_STRATEGIES, 0.05, BROKEN, caller="operators"),
    fault_on(CHANGE_STRATEGIES, 0.1, single_calls.cut_before, caller="operators"),
    fault_on(CHANGE_STRATEGIES, 0.1, single_calls.cut_after, caller="operators"),
)


KILLED = combined(*(killed(each, 0.05) for each in (READ_POINTERS, READ_DOCUMENT, DECIDE, INSERT_SCORES)))

ROLLOUTS: Mapping[str, Kind] = {
    "deployments": Kind(
        description="versions and lists come and go, some broken by hand, while calls fail or break off",
        rules=combined(
            OPERATORS_FAIL,
            failing_ways(READ_STRATEGIES),
            fault_on(ALL, 0.05, single_calls.throttle),
            fault_on(ALL, 0.05, BROKEN),
            fault_on(ALL, 0.05, single_calls.cut_after),
        ),
        traffic=LISTED,
        decided=MOSTLY,
        clients=FEW_CLIENTS,
        operated=True,
        cold=True,
        asked_again=True,
        lasts=40.0,
        allowances=Allowances(alerts_repeat=True) | ANSWERS_LOST,
    ),
    "deployments-killed": Kind(
        description="the same while functions are killed before and after they read versions, decide and write scores",
        rules=combined(OPERATORS_FAIL, KILLED),
        traffic=LISTED,
        decided=MOSTLY,
        clients=FEW_CLIENTS,
        operated=True,
        asked_again=True,
        lasts=40.0,
        allowances=CRASHES | ANSWERS_LOST | Allowances(late_effect=2.0),
    ),
    "strategies-slow": Kind(
        description="versions come slowly, or too late",
        rules=combined(fault_on(READ_STRATEGIES, 0.3, SLOW), fault_on(READ_STRATEGIES, 0.4, DRAGGING)),
        traffic=interleaved(listed_traffic, bursts),
        decided=MOSTLY,
        clients=FEW_CLIENTS,
        operated=True,
        cold=True,
    ),
    "strategies-out": Kind(
        description="the strategies table is out as functions start: Decision says so, Scoring is retried",
        rules=fault_on(READ_STRATEGIES, 1, UNAVAILABLE),
        traffic=LISTED,
        decided=MOSTLY,
        clients=FEW_CLIENTS,
        cold=True,
        lasts=25.0,
        says="strategy",
    ),
    "strategies-stale": Kind(
        description="the strategies table is out for over a minute, in which versions are replaced, and clients go on",
        rules=fault_on(READ_STRATEGIES, 1, UNAVAILABLE),
        traffic=LISTED,
        decided=MOSTLY,
        clients=FEW_CLIENTS,
        operated=True,
        asked_again=True,
        pause=65.0,
        lasts=100.0,
        says="strategy",
    ),
}
