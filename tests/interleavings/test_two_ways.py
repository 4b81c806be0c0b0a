"""Each of two ways hears of every event, also if one is out for a while, in every order and wherever one dies."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest

from handlers.decision.review import Review
from tests.handlers.functions import SilentLogs
from tests.interleavings.labellings import RECEIVED
from tests.interleavings.review_promises import broken, unfinished
from tests.interleavings.reviewings import SCHEDULE, Act, Reviewings, label, opened, person, reviewing_in_memory
from tests.interleavings.schedule import ScheduledRun
from tests.interleavings.search import every_order_and_fault

OWING = opened().decided("ann", "approve", RECEIVED)
LATER_LABEL = Act("analyst", "/labels", label="legitimate", source="analyst", at=RECEIVED - 500)

ACTS: Mapping[str, tuple[Sequence[Sequence[Act]], Review]] = {
    "one decides": ([[person("ann", "decide", outcome="approve")]], opened()),
    "one decides and labels": ([[person("ann", "decide", outcome="decline", label="fraud")]], opened()),
    "one labels twice": ([[label("fraud"), LATER_LABEL]], opened()),
    "one decides, and the schedule": ([[person("ann", "decide", outcome="approve")], [SCHEDULE]], opened()),
    "the schedule runs twice": ([[SCHEDULE], [SCHEDULE]], OWING),
    "the schedule, and another labels": ([[SCHEDULE], [label("fraud")]], OWING),
}
OUT = {"none": frozenset[str](), "the bus": frozenset({"PutEvents"}), "the topic": frozenset({"Publish"})}


@pytest.fixture(scope="module")
def reviewings() -> Iterator[Callable[..., Reviewings]]:
    with reviewing_in_memory(SilentLogs(), bus="shop") as made:
        yield made


def unequal(made: Reviewings, run: ScheduledRun) -> Iterator[str]:
    """Yield events that not both ways heard, or that one heard again though nobody crashed.

    Two who tell at once, or after each other before the index knows of it, may tell twice.
    """
    by_topic, by_bus = made.told["topic"], made.told["bus"]
    if by_topic.keys() != by_bus.keys():
        yield f"heard by one way alone: {by_topic.keys() ^ by_bus.keys()}"
    for way, told in made.told.items():
        if not run.struck and len(run.actors) == 1 and any(count > 1 for count in told.values()):
            yield f"heard again by the {way}: {told}"


@pytest.mark.parametrize("out", OUT)
@pytest.mark.parametrize("acts", ACTS)
def test_each_way_hears_of_each_event_and_one_that_is_out_lets_the_other_hear_of_it_once(
    reviewings: Callable[..., Reviewings], acts: str, out: str
) -> None:
    actors, before = ACTS[acts]
    made = reviewings(*actors, before=before, out=OUT[out])

    for run in every_order_and_fault(made.start, troubles=["crash"]):
        made.finish(run)
        found = [*broken(made), *unfinished(made), *unequal(made, run)]
        assert not found, "\n".join([str(run), *found, *map(str, made.answers)])


def test_a_way_that_is_noted_before_it_has_heard_is_found(
    reviewings: Callable[..., Reviewings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search must see what the order prevents: a way that is noted, and never hears."""
    made = reviewings([person("ann", "decide", outcome="approve")])
    settle, reviews = made.feedback.settler.settle, made.feedback.reviews

    def note_first(owing: Sequence[Review], *more: object) -> object:
        noted = [each.settled((), {"topic"}) for each in owing if not each.heard_by]
        for each in noted:
            reviews.write(each)
        return settle([*noted, *(each for each in owing if each.heard_by)], *more)

    monkeypatch.setattr(made.feedback.settler, "settle", note_first)
    found = set[str]()
    for run in every_order_and_fault(made.start, troubles=["crash"]):
        made.finish(run)
        found.update(each.partition(":")[0] for each in unequal(made, run))

    assert found == {"heard by one way alone"}
