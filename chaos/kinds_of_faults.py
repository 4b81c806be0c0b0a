"""The kinds in which AWS or the functions fail, while clients send the usual traffic."""

import random
from collections.abc import Mapping, Sequence

from chaos import faults, halves
from chaos.calls import (
    ALL,
    DELIVER,
    HAND_OVER,
    INSERT_SCORES,
    KEEP,
    KEEP_MANY,
    POST,
    PUBLISH,
    READ_SCORES,
    SCORES,
    STORE,
    STREAM,
)
from chaos.contests import Contest, contests
from chaos.excuses import Excuses
from chaos.kind import Kind, rule, together
from chaos.script import Rule
from chaos.traffic import Mix, alternating, batched, singles
from chaos.workers import Workers

BEYOND_PATIENCE = 2.0
"""Seconds; longer than the functions wait for an answer."""
WITHIN_PATIENCE = 1.2
"""Seconds; slow, and yet not given up."""
RETRYABLE = ("ThrottlingError", "ProvisionedThroughputExceeded", "TransactionConflict", "InternalServerError")
"""What one statement of many may end in, to be tried again; from DynamoDB's API reference."""

ALERTS_REPEAT = Excuses(alerts_repeat=True)
ALERTS_REPEAT_LATE = Excuses(alerts_repeat=True, outlived=BEYOND_PATIENCE)
CRASHES = Excuses(alerts_repeat=True, crashes=True)


def _killed(chance: random.Random, workers: Workers) -> Sequence[Rule]:
    del chance
    before, after = faults.kill(workers, after=False), faults.kill(workers, after=True)
    return (
        Rule(operations=STORE, share=0.02, fault=before),
        Rule(operations=STORE, share=0.02, fault=after),
        Rule(operations=SCORES | HAND_OVER, share=0.1, fault=before),
        Rule(operations=SCORES | HAND_OVER, share=0.1, fault=after),
        Rule(operations=PUBLISH, share=0.05, fault=after),
    )


def _reordered(chance: random.Random, workers: Workers) -> Sequence[Rule]:
    del workers
    return (
        Rule(operations=DELIVER, share=1, fault=faults.Replay(chance), caller="poller"),
        Rule(operations=HAND_OVER, share=0.5, fault=faults.overtaken),
    )


UNAVAILABLE = faults.fail(503, "ServiceUnavailable")
BROKEN = faults.fail(500, "InternalServerError")
REFUSED = faults.fail(400, "InvalidParameter")
SLOW, LATE, DRAGGING = (
    faults.answer_late(BEYOND_PATIENCE),
    faults.take_effect_late(BEYOND_PATIENCE),
    faults.answer_late(WITHIN_PATIENCE),
)
HALF_DONE = together(
    rule(READ_SCORES, 0.5, halves.half_read),
    rule(INSERT_SCORES, 0.3, halves.half_execute(RETRYABLE, after=False)),
    rule(INSERT_SCORES, 0.3, halves.half_execute(("InternalServerError",), after=True)),
    rule(KEEP_MANY, 0.5, halves.half_send),
)
BATCHES = batched(Mix(conflicts=6, times_vary=True), 20)

FAULTS: Mapping[str, Kind] = {
    "throttled": Kind(
        what="three calls in ten are throttled",
        rules=rule(ALL, 0.3, faults.throttle),
        excuses=ALERTS_REPEAT,
    ),
    "failing": Kind(
        what="three calls in ten end in a 500 or 503",
        rules=together(rule(ALL, 0.15, BROKEN), rule(ALL, 0.18, UNAVAILABLE)),
        excuses=ALERTS_REPEAT,
    ),
    "slow": Kind(what="answers come after the caller gave up", rules=rule(ALL, 0.04, SLOW), excuses=ALERTS_REPEAT),
    "late": Kind(
        what="calls take effect after the caller gave up", rules=rule(ALL, 0.04, LATE), excuses=ALERTS_REPEAT_LATE
    ),
    "cut-before": Kind(
        what="connections break before the effect",
        rules=rule(ALL, 0.25, faults.cut_before),
        excuses=ALERTS_REPEAT,
    ),
    "cut-after": Kind(
        what="connections break after the effect",
        rules=rule(ALL, 0.25, faults.cut_after),
        excuses=ALERTS_REPEAT,
    ),
    "half-done": Kind(
        what="calls that carry many entries do one half",
        rules=HALF_DONE,
        traffic=alternating(singles(Mix()), BATCHES),
    ),
    "table-out": Kind(
        what="the transactions table is out, and nobody can know of conflicts",
        rules=rule(STORE, 1, UNAVAILABLE),
        traffic=alternating(singles(Mix()), contests(Contest(at_once=0.2, times_differ=True))),
    ),
    "nothing-durable": Kind(
        what="table and queue fail often, and together",
        rules=together(rule(STORE, 0.7, BROKEN), rule(KEEP, 0.7, faults.cut_before)),
        weight=0.7,
    ),
    "scores-out": Kind(what="the scores table is out", rules=rule(SCORES, 1, UNAVAILABLE)),
    "topic-out": Kind(what="every alert is refused", rules=rule(PUBLISH, 1, REFUSED)),
    "scorer-out": Kind(what="Scoring cannot be invoked", rules=rule(HAND_OVER, 1, UNAVAILABLE), lasts=25.0),
    "killed": Kind(what="functions are killed in mid-batch", rules=_killed, excuses=CRASHES),
    "timeouts": Kind(
        what="slow dependencies outlast the functions",
        rules=together(rule(STORE, 0.1, DRAGGING), rule(SCORES | PUBLISH | HAND_OVER, 0.3, DRAGGING)),
        timeout=2,
        excuses=CRASHES,
    ),
    "duplicated": Kind(
        what="deliveries come twice",
        rules=together(
            rule(DELIVER, 0.5, faults.twice, caller="poller"),
            rule(HAND_OVER, 0.3, faults.twice),
        ),
        excuses=ALERTS_REPEAT,
    ),
    "reordered": Kind(what="old deliveries come again, new ones overtake", rules=_reordered, excuses=ALERTS_REPEAT),
    "stream": Kind(
        what="reading the stream and invoking Processing fails",
        rules=together(
            rule(STREAM, 0.2, faults.throttle, caller="poller"),
            rule(STREAM, 0.1, faults.cut_after, caller="poller"),
            rule(DELIVER, 0.2, faults.cut_after, caller="poller"),
            rule(DELIVER, 0.2, faults.throttle, caller="poller"),
        ),
        excuses=ALERTS_REPEAT,
    ),
    "clients-cut": Kind(
        what="the client's connection breaks, before and after",
        rules=together(
            rule(POST, 0.15, faults.cut_before, caller="clients"),
            rule(POST, 0.15, faults.cut_after, caller="clients"),
        ),
        through_proxy=True,
    ),
}
