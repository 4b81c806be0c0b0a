"""Of facts the labels and lists from after an erasure stay, and nothing else."""

from typing import Any

import pytest

from fraudctl.erase.known import facts_since
from handlers.aws.attributes import to_attributes
from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.facts import Facts, Label, LabelledDay, Listing

MOMENT = 1_795_350_600_000


def label(received: int) -> Label:
    return Label(b"identity", received - 9, received, 10_000, "EUR", declined=False, fraud=True)


DAY = LabelledDay(20_000, "EUR", MOMENT - 1, 1, 1, 10_000, "1")
OLD, NEW = label(MOMENT - 1), label(MOMENT)
BLOCKED, TRUSTED = Listing("arn:somebody", MOMENT - 1), Listing("arn:somebody", MOMENT)


def item(facts: Facts, **more: Any) -> dict[str, Any]:
    encoded = facts_of.encode(facts)
    made = {"entity": {"S": "facts#customer#C-1"}, "version": {"N": "4"}, "labels": {"B": encoded["labels"]}}
    return {**made, **to_attributes({"lists": encoded["lists"]}), **more}


@pytest.mark.parametrize("facts", [Facts((OLD,)), Facts((), (DAY,)), Facts(lists={"blocked": BLOCKED}), Facts()])
def test_of_what_came_before_nothing_stays(facts: Facts) -> None:
    assert facts_since(item(facts), MOMENT) is None


def test_what_came_after_stays_alone_in_the_next_version() -> None:
    mixed = Facts((OLD, NEW), (DAY,), {"blocked": BLOCKED, "trusted": TRUSTED})

    assert facts_since(item(mixed, line={"N": "7"}), MOMENT) == item(
        Facts((NEW,), lists={"trusted": TRUSTED}), version={"N": "5"}, line={"N": "7"}
    )


def test_what_is_all_from_after_is_left_as_it_is() -> None:
    new = item(Facts((NEW,), lists={"trusted": TRUSTED}))

    assert facts_since(new, MOMENT) == new


def test_what_nobody_can_read_goes() -> None:
    assert facts_since({**item(Facts((NEW,))), "labels": {"B": b"\x63newer"}}, MOMENT) is None
