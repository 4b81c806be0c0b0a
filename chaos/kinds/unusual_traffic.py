"""The kinds in which clients send unusual traffic, or somebody changes rows past Ingestion."""

from collections.abc import Mapping

from chaos.faults import single_calls
from chaos.kinds.kind import Kind, combined, fault_on
from chaos.kinds.shared_faults import ALERTS_REPEAT, ANSWERS_LOST, BATCHES, BROKEN, HALF_DONE, OLD_BY_THEN, SLOW
from chaos.proxy.operations import KEEP, READ_PROFILES, STORE, WRITE_PROFILES
from chaos.traffic.contests import ContestMix, contested_traffic
from chaos.traffic.customers import few_payments_each, hot_customers, hot_customers_next_day, odd_payments
from chaos.traffic.grown_rows import grown_rows_traffic
from chaos.traffic.loaded_history import busy_terminal
from chaos.traffic.transactions import TrafficMix, batch_requests, interleaved, single_requests

UNTIL_DELIVERED = 60.0
"""Seconds; such a kind acts again once everything was delivered."""

IN_BATCHES, SLOW_TO_SEND = 1.5, 0.7
"""Weights: transactions in batches take less time each, transactions that race in threes more."""

UNUSUAL_TRAFFIC: Mapping[str, Kind] = {
    "calm": Kind(
        description="nothing goes wrong",
        traffic=single_requests(TrafficMix(repeats=20, conflicts=20, times_vary=True)),
        weight=0.5,
    ),
    "bad-requests": Kind(description="requests that break the contract", traffic=single_requests(TrafficMix(bad=60))),
    "poisoned": Kind(description="records that are no transactions", invalid_record_every=25),
    "batches": Kind(
        description="batches, repeats and conflicts among them, whose calls fail, break off or process one half",
        rules=combined(
            fault_on(STORE, 0.1, single_calls.throttle),
            fault_on(STORE, 0.1, BROKEN),
            fault_on(STORE, 0.1, single_calls.cut_after),
            HALF_DONE,
        ),
        traffic=BATCHES,
        allowances=ANSWERS_LOST,
        weight=IN_BATCHES,
    ),
    "racing": Kind(
        description="repeats race one another", traffic=single_requests(TrafficMix(races=60)), weight=SLOW_TO_SEND
    ),
    "conflicts": Kind(
        description="one id, two contents, one after the other or at once",
        traffic=single_requests(TrafficMix(conflicts=30, racing_conflicts=30)),
    ),
    "contested": Kind(
        description="one id, several contents, in batches and singly, at once or one after the other",
        traffic=contested_traffic(ContestMix(at_once=0.7)),
        weight=IN_BATCHES,
    ),
    "other-times": Kind(
        description="one id under several times, in batches and singly, one after the other",
        traffic=contested_traffic(ContestMix(at_once=0, times_differ=True)),
        weight=IN_BATCHES,
    ),
    "racing-times": Kind(
        description="one id under several times or none, at once, in batches and singly: two items may be stored",
        traffic=interleaved(
            single_requests(TrafficMix(races=30, racing_conflicts=30, times_race=True)),
            contested_traffic(ContestMix(at_once=1, times_differ=True)),
        ),
        weight=IN_BATCHES,
    ),
    "contested-failing": Kind(
        description="one id, several contents and times, in batches and singly, while table and queue fail",
        rules=combined(
            fault_on(STORE, 0.1, single_calls.throttle),
            fault_on(STORE, 0.1, BROKEN),
            fault_on(STORE, 0.1, single_calls.cut_after),
            fault_on(STORE, 0.03, SLOW),
            HALF_DONE,
            fault_on(KEEP, 0.2, BROKEN),
        ),
        traffic=interleaved(
            contested_traffic(ContestMix(at_once=0.6)),
            contested_traffic(ContestMix(at_once=0.3, times_differ=True)),
        ),
        allowances=ANSWERS_LOST,
        weight=IN_BATCHES,
    ),
    "grown": Kind(
        description="somebody adds attributes to rows between a request and its repeat",
        traffic=grown_rows_traffic,
        weight=IN_BATCHES,
        allowances=ALERTS_REPEAT,  # the update is delivered while the first delivery may still be at work
    ),
    "updated": Kind(
        description="somebody adds attributes to rows that were scored, and the requests come again",
        traffic=interleaved(single_requests(TrafficMix()), batch_requests(TrafficMix(), 20)),
        updated=True,
        lasts=UNTIL_DELIVERED,
    ),
    "expired": Kind(
        description="somebody adds attributes to old rows whose scores have expired",
        old_transaction_every=3,
        asked_again=True,
        lasts=UNTIL_DELIVERED,
    ),
    "hot-customers": Kind(
        description="three customers pay at once and all the time, so that writes of their profiles race",
        rules=fault_on(READ_PROFILES, 0.5, OLD_BY_THEN),
        traffic=hot_customers,
        weight=IN_BATCHES,
    ),
    "odd-payments": Kind(
        description="payments late, old or from the future, of odd ids and currencies, of profiles nobody can read",
        traffic=odd_payments,
        profiles_planted=True,
    ),
    "busy": Kind(
        description="a terminal has over 2,000 payments in an hour, most of them loaded while calls lose their answers",
        rules=combined(fault_on(READ_PROFILES, 0.1, BROKEN), fault_on(WRITE_PROFILES, 0.2, single_calls.cut_after)),
        traffic=busy_terminal,
        history_loaded=True,
        allowances=ANSWERS_LOST,
    ),
    "redelivered": Kind(
        description="payloads come again after many more payments of their customers, and 20 hours later",
        traffic=hot_customers_next_day,
        payloads_again="settled",
        lasts=UNTIL_DELIVERED,
    ),
    "scores-expired": Kind(
        description="payloads come again whose scores have expired",
        traffic=few_payments_each,
        payloads_again="expired",
        asked_again=True,
        lasts=UNTIL_DELIVERED,
        allowances=ALERTS_REPEAT,  # nothing says any more that they were alerted
    ),
}
