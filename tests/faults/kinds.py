"""Every kind of trouble that the campaign knows."""

import random
from collections.abc import Mapping, Sequence

from tests.faults import faults
from tests.faults.kind import Kind, rule, together
from tests.faults.script import Rule
from tests.faults.traffic import Mix
from tests.faults.workers import AVAILABLE, Workers

STORE = frozenset({"dynamodb:Query", "dynamodb:PutItem"})
SCORES = frozenset({"dynamodb:BatchGetItem", "dynamodb:BatchWriteItem"})
HAND_OVER, PUBLISH, KEEP = frozenset({"lambda:InvokeEvent"}), frozenset({"sns:Publish"}), frozenset({"sqs:SendMessage"})
ALL = STORE | SCORES | HAND_OVER | PUBLISH | KEEP
STREAM = frozenset({"streams:GetRecords", "streams:GetShardIterator", "streams:DescribeStream"})
DELIVER, POST = frozenset({"lambda:Invoke"}), frozenset({"api:Post"})

BEYOND_PATIENCE = 2.0
"""Seconds; longer than the functions wait for an answer."""
WITHIN_PATIENCE = 1.2
"""Seconds; slow, and yet not given up."""


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

KINDS: Mapping[str, Kind] = {
    "calm": Kind(what="nothing goes wrong", mix=Mix(repeats=20, conflicts=20, times_vary=True), weight=0.5),
    "throttled": Kind(what="three calls in ten are throttled", rules=rule(ALL, 0.3, faults.throttle)),
    "failing": Kind(
        what="three calls in ten end in a 500 or 503",
        rules=together(rule(ALL, 0.15, BROKEN), rule(ALL, 0.18, UNAVAILABLE)),
    ),
    "slow": Kind(what="answers come after the caller gave up", rules=rule(ALL, 0.04, SLOW)),
    "late": Kind(what="calls take effect after the caller gave up", rules=rule(ALL, 0.04, LATE)),
    "cut-before": Kind(what="connections break before the effect", rules=rule(ALL, 0.25, faults.cut_before)),
    "cut-after": Kind(what="connections break after the effect", rules=rule(ALL, 0.25, faults.cut_after)),
    "half-done": Kind(
        what="batch calls do one half",
        rules=together(
            rule(frozenset({"dynamodb:BatchGetItem"}), 0.5, faults.half_read),
            rule(frozenset({"dynamodb:BatchWriteItem"}), 0.5, faults.half_write),
        ),
    ),
    "table-out": Kind(what="the transactions table is out", rules=rule(STORE, 1, UNAVAILABLE)),
    "nothing-durable": Kind(
        what="table and queue fail often, and together",
        rules=together(rule(STORE, 0.7, BROKEN), rule(KEEP, 0.7, faults.cut_before)),
    ),
    "scores-out": Kind(what="the scores table is out", rules=rule(SCORES, 1, UNAVAILABLE)),
    "topic-out": Kind(what="every alert is refused", rules=rule(PUBLISH, 1, REFUSED)),
    "scorer-out": Kind(what="Scoring cannot be invoked", rules=rule(HAND_OVER, 1, UNAVAILABLE), lasts=25.0),
    "killed": Kind(what="functions are killed in mid-batch", rules=_killed),
    "timeouts": Kind(
        what="slow dependencies outlast the functions",
        rules=together(rule(STORE, 0.1, DRAGGING), rule(SCORES | PUBLISH | HAND_OVER, 0.3, DRAGGING)),
        timeout=2,
    ),
    "duplicated": Kind(
        what="deliveries come twice",
        rules=together(
            rule(DELIVER, 0.5, faults.twice, caller="poller"),
            rule(HAND_OVER, 0.3, faults.twice),
        ),
    ),
    "reordered": Kind(what="old deliveries come again, new ones overtake", rules=_reordered),
    "poisoned": Kind(what="records that are no transaction", poison=25),
    "racing": Kind(what="repeats race one another", mix=Mix(races=60)),
    "conflicts": Kind(
        what="one id, two contents, one after the other or at once", mix=Mix(conflicts=30, racing_conflicts=30)
    ),
    "bad-requests": Kind(what="requests that break the contract", mix=Mix(bad=60)),
    "stream": Kind(
        what="reading the stream and invoking Processing fails",
        rules=together(
            rule(STREAM, 0.2, faults.throttle, caller="poller"),
            rule(STREAM, 0.1, faults.cut_after, caller="poller"),
            rule(DELIVER, 0.2, faults.cut_after, caller="poller"),
            rule(DELIVER, 0.2, faults.throttle, caller="poller"),
        ),
    ),
    "batches": Kind(
        what="batches of transactions, whose calls fail, break off or do one half",
        rules=together(
            rule(SCORES, 0.1, faults.throttle),
            rule(SCORES, 0.1, BROKEN),
            rule(SCORES, 0.1, faults.cut_after),
            rule(frozenset({"dynamodb:BatchGetItem"}), 0.3, faults.half_read),
            rule(frozenset({"dynamodb:BatchWriteItem"}), 0.3, faults.half_write),
        ),
        mix=Mix(conflicts=0),
        batch=20,
    ),
    "clients-cut": Kind(
        what="the client's connection breaks, before and after",
        rules=together(
            rule(POST, 0.15, faults.cut_before, caller="clients"),
            rule(POST, 0.15, faults.cut_after, caller="clients"),
        ),
        through_proxy=True,
    ),
    "racing-times": Kind(
        what="a known limit: repeats with and without a timestamp race one another, and two items may come of them",
        mix=Mix(races=60, times_race=True),
    ),
}

BEYOND_PROMISE = frozenset({"racing-times"})
DEFAULT = [name for name in KINDS if name not in BEYOND_PROMISE and (name != "killed" or AVAILABLE)]
OUTAGES = frozenset({"table-out", "nothing-durable", "scores-out", "topic-out", "scorer-out"})
TOGETHER = [name for name in DEFAULT if name not in OUTAGES]
"""What can be told from one another, and survived, when all of it comes at once."""
