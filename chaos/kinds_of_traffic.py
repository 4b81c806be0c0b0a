"""The kinds in which clients, or somebody beside them, do what is not usual."""

from collections.abc import Mapping

from chaos import faults
from chaos.calls import KEEP, STORE
from chaos.contests import Contest, contests
from chaos.growing import growing
from chaos.kind import Kind, rule, together
from chaos.kinds_of_faults import ALERTS_REPEAT, BATCHES, BROKEN, HALF_DONE, SLOW
from chaos.traffic import Mix, alternating, batched, singles

UNTIL_DELIVERED = 60.0
"""Seconds; what comes after delivery has to wait for it."""

IN_BATCHES, SLOW_TO_SEND = 1.5, 0.7
"""Weights: what comes in batches costs less time a transaction, what races in threes more."""

TRAFFIC: Mapping[str, Kind] = {
    "calm": Kind(
        what="nothing goes wrong", traffic=singles(Mix(repeats=20, conflicts=20, times_vary=True)), weight=0.5
    ),
    "bad-requests": Kind(what="requests that break the contract", traffic=singles(Mix(bad=60))),
    "poisoned": Kind(what="records that are no transaction", poison=25),
    "batches": Kind(
        what="batches of transactions, repeats and conflicts among them, whose calls fail, break off or do one half",
        rules=together(
            rule(STORE, 0.1, faults.throttle),
            rule(STORE, 0.1, BROKEN),
            rule(STORE, 0.1, faults.cut_after),
            HALF_DONE,
        ),
        traffic=BATCHES,
        weight=IN_BATCHES,
    ),
    "racing": Kind(what="repeats race one another", traffic=singles(Mix(races=60)), weight=SLOW_TO_SEND),
    "conflicts": Kind(
        what="one id, two contents, one after the other or at once",
        traffic=singles(Mix(conflicts=30, racing_conflicts=30)),
    ),
    "contested": Kind(
        what="one id, several contents, in batches and singly, at once or one after the other",
        traffic=contests(Contest(at_once=0.7)),
        weight=IN_BATCHES,
    ),
    "other-times": Kind(
        what="one id under several times, in batches and singly, one after the other",
        traffic=contests(Contest(at_once=0, times_differ=True)),
        weight=IN_BATCHES,
    ),
    "racing-times": Kind(
        what="one id under several times or none, at once, in batches and singly: two items may come of it",
        traffic=alternating(
            singles(Mix(races=30, racing_conflicts=30, times_race=True)),
            contests(Contest(at_once=1, times_differ=True)),
        ),
        weight=IN_BATCHES,
    ),
    "contested-failing": Kind(
        what="one id, several contents and times, in batches and singly, while table and queue fail",
        rules=together(
            rule(STORE, 0.1, faults.throttle),
            rule(STORE, 0.1, BROKEN),
            rule(STORE, 0.1, faults.cut_after),
            rule(STORE, 0.03, SLOW),
            HALF_DONE,
            rule(KEEP, 0.2, BROKEN),
        ),
        traffic=alternating(
            contests(Contest(at_once=0.6)),
            contests(Contest(at_once=0.3, times_differ=True)),
        ),
        weight=IN_BATCHES,
    ),
    "grown": Kind(
        what="somebody adds attributes to rows between a request and its repeat",
        traffic=growing,
        weight=IN_BATCHES,
        excuses=ALERTS_REPEAT,  # the update is delivered while the first delivery may still be at work
    ),
    "updated": Kind(
        what="somebody adds attributes to rows that were scored, and the requests come again",
        traffic=alternating(singles(Mix()), batched(Mix(), 20)),
        updated=True,
        lasts=UNTIL_DELIVERED,
    ),
    "expired": Kind(
        what="somebody adds attributes to old rows whose scores have expired", old=3, lasts=UNTIL_DELIVERED
    ),
}
