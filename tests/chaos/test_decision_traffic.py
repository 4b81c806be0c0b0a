"""Every kind's clients ask for decisions in each way in which a promise could break."""

import json
import random
from collections import Counter
from itertools import pairwise

import pytest

from chaos.kinds import KINDS, OUTAGES, TOGETHER
from chaos.ledger import Route
from chaos.traffic.cases import Post, TrafficCase
from chaos.traffic.contests import ContestMix, contested_traffic
from chaos.traffic.decisions import BUCKET, IN_A_BURST, MOST_AT_ONCE, asked_again, bursts, with_decisions
from chaos.traffic.transactions import TrafficMix, batch_requests, single_requests
from chaos.verdict.decision_log import parse_decision_log


def chance() -> random.Random:
    return random.Random("decisions")  # noqa: S311 -- not a secret


def decided(cases: list[TrafficCase], share: float = 1.0) -> list[TrafficCase]:
    """Return the cases with decisions among them."""
    return list(with_decisions(cases, share, chance()))


def of_mix(mix: TrafficMix, count: int = 300) -> list[TrafficCase]:
    return list(single_requests(mix)("kind", count, 1))


def routes(step: object) -> frozenset[Route]:
    """Return the routes of the calls that are made at the same time."""
    return frozenset(call.route for call in step if isinstance(call, Post)) if isinstance(step, tuple) else frozenset()


def test_decisions_come_alone_race_with_transactions_and_with_batches_come_before_and_after_and_as_dry_runs() -> None:
    singles = decided(of_mix(TrafficMix(races=30, repeats=30)))
    batches = decided(list(batch_requests(TrafficMix(), 20)("kind", 400, 1)))

    at_once = {routes(step) for case in (*singles, *batches) for step in case.steps}
    assert {
        frozenset({"decisions"}),
        frozenset({"transactions"}),
        frozenset({"dry run"}),
        frozenset({"transactions", "decisions"}),
        frozenset({"batch", "decisions"}),
    } <= at_once
    after = {(first, then) for case in singles for first, then in pairwise(map(routes, case.steps))}
    stored, asked, dry = frozenset({"transactions"}), frozenset({"decisions"}), frozenset({"dry run"})
    assert {(stored, asked), (asked, stored), (asked, asked), (dry, asked), (asked, dry)} <= after


def test_without_a_share_nothing_is_decided_and_labels_and_contents_stay() -> None:
    cases = of_mix(TrafficMix(conflicts=20, bad=20))
    assert decided(cases, share=0.0) == cases

    for before, after in zip(cases, decided(cases), strict=True):
        assert {each["transaction_id"] for post in before.posts for each in post.requests} == {
            each["transaction_id"] for post in after.posts for each in post.requests
        }


def test_a_burst_is_on_one_card_at_once_in_neighbouring_minutes_and_two_clients_share_the_card() -> None:
    cases = list(bursts("kind", 4 * IN_A_BURST, 1))

    cards = [{each["metadata"]["card_token"] for post in case.posts for each in post.requests} for case in cases]
    assert all(len(card) == 1 for card in cards)
    assert list(Counter(map(str, cards)).values()) == [2, 2]
    times = {each.get("timestamp", 0) // BUCKET for case in cases for post in case.posts for each in post.requests}
    assert len(times) == 4  # one of those without a timestamp
    assert any("dry run" in routes(step) for case in cases for step in case.steps)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_of_traffic_has_decisions_among_it(name: str) -> None:
    kind = KINDS[name]
    cases = list(with_decisions(kind.traffic("kind", 200, 1), kind.decided, chance()))

    assert "decisions" in {call.route for case in cases for call in case.posts}
    assert all(len(step) <= MOST_AT_ONCE for case in cases for step in case.steps if isinstance(step, tuple))


def test_contests_are_decided_beside_their_batches() -> None:
    steps = [
        step for case in decided(list(contested_traffic(ContestMix(at_once=1))("kind", 300, 1))) for step in case.steps
    ]

    assert any({"batch", "decisions"} <= routes(step) for step in steps)
    assert max(len(step) for step in steps if isinstance(step, tuple)) <= MOST_AT_ONCE


def test_an_outage_of_what_decisions_need_never_comes_together_with_others() -> None:
    assert not OUTAGES & set(TOGETHER)
    assert {"decisions", "decisions-failing", "attempts-out", "decisions-blind"} <= set(TOGETHER)


def test_what_is_asked_again_is_asked_for_a_decision_with_the_same_content() -> None:
    (case,) = asked_again([{"transaction_id": "tx-1", "amount": 1}])

    assert [(post.route, post.requests) for post in case.posts] == [
        ("decisions", ({"transaction_id": "tx-1", "amount": 1},))
    ]


def test_the_log_says_which_ids_the_queue_had_before_a_table_and_what_was_told_from_it() -> None:
    lines = [("queued", "a"), ("decided", "b"), ("decided", "a"), ("queued", "b"), ("duplicate", "c"), ("queued", "d")]
    events = [
        {"message": json.dumps({"message": message, "transaction_id": each, "outcome": "approve"})}
        for message, each in lines
    ]

    log = parse_decision_log([{"message": "START RequestId: 1"}, *events])

    assert log.first == {"a", "d"}
    assert log.outcomes == {"a": {"approve"}, "b": {"approve"}, "d": {"approve"}}
