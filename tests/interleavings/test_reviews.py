"""A review has one end and all that follows from it, in every order of people and schedule, wherever one dies."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from handlers.decision.review import Review
from tests.handlers.functions import SilentLogs
from tests.interleavings.actor import FaultKind
from tests.interleavings.labellings import RECEIVED
from tests.interleavings.review_promises import broken, unfinished
from tests.interleavings.reviewings import SCHEDULE, Act, Reviewings, label, opened, person, reviewing_in_memory
from tests.interleavings.schedule import ScheduledRun
from tests.interleavings.search import every_order_and_fault

DECLINE = {"outcome": "decline"}
APPROVE = {"outcome": "approve"}

ACTS: Mapping[str, Sequence[Sequence[Act]]] = {
    "two claim": ([person("ann", "claim")], [person("bob", "claim")]),
    "one claims and decides, another claims": (
        [person("ann", "claim"), person("ann", "decide", **APPROVE)],
        [person("bob", "claim")],
    ),
    "one claims and releases, another decides": (
        [person("ann", "claim"), person("ann", "release")],
        [person("bob", "decide", **APPROVE)],
    ),
    "two decide otherwise": ([person("ann", "decide", **DECLINE)], [person("bob", "decide", **APPROVE)]),
    "one decides twice": ([person("ann", "decide", **DECLINE)], [person("ann", "decide", **DECLINE)]),
    "one decides, and the schedule": ([person("ann", "decide", **APPROVE)], [SCHEDULE]),
    "one declines, and another labels": ([person("ann", "decide", **DECLINE)], [label("fraud")]),
    "one declines and labels": ([person("ann", "decide", **DECLINE, label="fraud")],),
    "the schedule runs twice": ([SCHEDULE], [SCHEDULE]),
    "the schedule, and another labels": ([SCHEDULE], [label("fraud")]),
}


@pytest.fixture(scope="module")
def reviewings() -> Iterator[Callable[..., Reviewings]]:
    with reviewing_in_memory(SilentLogs()) as made:
        yield made


def keeps_its_promises(made: Reviewings, run: ScheduledRun) -> None:
    found = [f"before anybody repeats: {each}" for each in broken(made)]
    made.finish(run)
    found += [*broken(made), *unfinished(made)]
    assert not found, "\n".join([str(run), *found, *map(str, made.answers)])


@pytest.mark.parametrize("acts", ACTS)
def test_a_review_has_one_end_and_all_that_follows_from_it_with_a_crash_after_any_call(
    reviewings: Callable[..., Reviewings], acts: str
) -> None:
    made = reviewings(*ACTS[acts])

    for run in every_order_and_fault(made.start, troubles=["crash"]):
        keeps_its_promises(made, run)


@pytest.mark.parametrize(
    ("acts", "trouble"),
    [("two claim", "lost answer"), ("two claim", "conflict"), ("one declines and labels", "lost answer")],
)
def test_a_lost_answer_or_a_transaction_under_way_breaks_nothing(
    reviewings: Callable[..., Reviewings], acts: str, trouble: FaultKind
) -> None:
    made = reviewings(*ACTS[acts])

    for run in every_order_and_fault(made.start, troubles=[trouble]):
        keeps_its_promises(made, run)


def test_what_is_owed_is_done_by_the_schedule_while_somebody_labels(reviewings: Callable[..., Reviewings]) -> None:
    """Tried without crashes, which would take two minutes: a decline without a label has them."""
    owing = opened().decided("ann", "decline", RECEIVED, None, "legitimate")
    made = reviewings([SCHEDULE], [label("fraud")], before=owing)

    for run in every_order_and_fault(made.start, troubles=[]):
        keeps_its_promises(made, run)


def test_of_two_who_claim_one_wins_in_every_order(reviewings: Callable[..., Reviewings]) -> None:
    made = reviewings(*ACTS["two claim"])
    winners = set[str]()
    for _ in every_order_and_fault(made.start, troubles=[]):
        statuses = {act.by: status for act, status, _ in made.answers}
        assert sorted(statuses.values()) == [200, 409]
        winners.update(name for name, status in statuses.items() if status == 200)

    assert winners == {"ann", "bob"}


def test_a_review_that_is_settled_before_what_it_owes_is_done_is_found(
    reviewings: Callable[..., Reviewings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search must see what the order prevents: an end that nobody hears of, and no fact knows of."""
    made = reviewings(*ACTS["one declines and labels"])
    settle, reviews = made.feedback.settler.settle, made.feedback.reviews

    def settle_first(owing: Sequence[Review], *more: Any) -> Any:
        for each in owing:
            reviews.write(each.settled(each.owed))
        return settle(owing, *more)

    monkeypatch.setattr(made.feedback.settler, "settle", settle_first)
    found = set[str]()
    for run in every_order_and_fault(made.start, troubles=["crash"]):
        found.update(each.partition(" {")[0] for each in broken(made))
        made.finish(run)
        found.update(each.partition(",")[0] for each in unfinished(made))

    assert {"nobody hears of", "nobody heard of", "decline"} <= {each.partition(" {")[0] for each in found}
