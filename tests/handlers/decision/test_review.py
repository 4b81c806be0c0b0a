"""A review goes by way of claims to one end, and never back; each change is one version and owes what follows."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from handlers.contract.errors import ReviewConflict
from handlers.decision.review import CLAIM_LASTS, HOUR, Review
from tests.handlers.decision.reviews import ANN, BOB, NOW, review

Act = Callable[[Review, int], Review]

ACTS: dict[str, Act] = {
    "ann claims": lambda each, now: each.claimed(ANN, now),
    "bob claims": lambda each, now: each.claimed(BOB, now),
    "ann releases": lambda each, _: each.released(ANN),
    "bob releases": lambda each, _: each.released(BOB),
    "ann approves": lambda each, now: each.decided(ANN, "approve", now),
    "bob declines": lambda each, now: each.decided(BOB, "decline", now, "known", "fraud"),
    "the schedule": lambda each, now: each.expired("decline", now),
    "something is settled": lambda each, _: each.settled({"event"}) if each.owed else each,
}


def refusal(act: Callable[[], Review]) -> str:
    with pytest.raises(ReviewConflict) as caught:
        act()
    return str(caught.value)


def test_in_every_order_of_acts_a_review_has_one_end_that_nothing_changes() -> None:
    for acts in product(ACTS, repeat=4):
        each = review()
        for now, act in enumerate(acts, NOW + HOUR - 2):
            before = each
            try:
                each = ACTS[act](each, now)
            except ReviewConflict:
                continue
            assert each is before or each.version == before.version + 1
            if not before.waits:
                ends = ("final_outcome", "decided_by", "decided_at", "status", "note", "label")
                assert all(getattr(each, name) == getattr(before, name) for name in ends), acts
                assert each.owed <= before.owed, acts
            assert each.waits == (each.status in ("open", "claimed")), acts
            assert (each.status == "claimed") == (each.waits and each.claimed_by is not None), acts


def test_of_two_who_claim_the_second_hears_who_has_it_since_when() -> None:
    claimed = review().claimed(ANN, NOW)

    assert (claimed.status, claimed.claimed_by, claimed.claimed_at, claimed.version) == ("claimed", ANN, NOW, 2)
    assert claimed.claimed(ANN, NOW + 5) is claimed
    said = f"transaction_id: its review is claimed by {ANN} since 2026-11-23T02:13:20+00:00"
    assert refusal(lambda: claimed.claimed(BOB, NOW + CLAIM_LASTS)) == said
    assert refusal(lambda: claimed.released(BOB)) == said
    assert refusal(lambda: claimed.decided(BOB, "approve", NOW)) == said


def test_a_claim_of_more_than_an_hour_may_be_taken_over_and_a_released_one_is_anybody_s() -> None:
    claimed = review().claimed(ANN, NOW)

    taken = claimed.claimed(BOB, NOW + CLAIM_LASTS + 1)
    released = claimed.released(ANN)

    assert (taken.claimed_by, taken.claimed_at, taken.version) == (BOB, NOW + CLAIM_LASTS + 1, 3)
    assert refusal(lambda: taken.decided(ANN, "approve", NOW)).startswith("transaction_id: its review is claimed by")
    assert (released.status, released.claimed_by, released.claimed_at) == ("open", None, None)
    assert released.released(BOB) is released
    assert released.claimed(BOB, NOW).claimed_by == BOB


def test_who_claims_again_after_an_hour_has_it_for_another() -> None:
    claimed = review().claimed(ANN, NOW)

    again = claimed.claimed(ANN, NOW + CLAIM_LASTS + 1)

    assert (again.claimed_at, again.version) == (NOW + CLAIM_LASTS + 1, 3)
    assert "is claimed by" in refusal(lambda: again.claimed(BOB, NOW + CLAIM_LASTS + 2))


@pytest.mark.parametrize("said", [{"label": "legitimate"}, {"note": "another"}])
def test_a_decision_with_another_label_or_note_is_not_the_same_again(said: Any) -> None:
    decided = review().decided(ANN, "decline", NOW, "known", "fraud")

    assert "was declined by" in refusal(lambda: decided.decided(ANN, "decline", NOW + 1, **said))
    silent = review().decided(ANN, "decline", NOW)
    assert "was declined by" in refusal(lambda: silent.decided(ANN, "decline", NOW + 1, **said))
    assert decided.decided(ANN, "decline", NOW + 1, "known", "fraud") is decided


def test_a_decision_notes_who_when_and_why_and_the_same_again_changes_nothing() -> None:
    decided = review().claimed(ANN, NOW).decided(ANN, "decline", NOW + 7, "called the customer", "fraud")

    assert (decided.status, decided.final_outcome, decided.decided_by) == ("declined", "decline", ANN)
    assert (decided.decided_at, decided.note) == (NOW + 7, "called the customer")
    assert decided.label
    assert (decided.label.label, decided.label.source, decided.label.at) == ("fraud", "analyst", NOW + 7)
    assert decided.decided(ANN, "decline", NOW + 9) is decided
    said = f"transaction_id: its review was declined by {ANN} at 2026-11-23T02:13:20+00:00"
    assert refusal(lambda: decided.decided(ANN, "approve", NOW + 9)) == said
    assert refusal(lambda: decided.decided(BOB, "decline", NOW + 9)) == said
    assert refusal(lambda: decided.claimed(BOB, NOW)) == said
    assert refusal(lambda: decided.released(ANN)) == said


def test_it_expires_when_its_time_is_over_and_not_before() -> None:
    claimed = review().claimed(ANN, NOW)

    assert claimed.expired("approve", NOW + HOUR - 1) is claimed
    expired = claimed.expired("approve", NOW + HOUR)

    assert (expired.status, expired.final_outcome, expired.decided_by) == ("expired", "approve", "schedule")
    assert expired.expired("decline", NOW + 2 * HOUR) is expired
    said = refusal(lambda: expired.decided(ANN, "approve", NOW + HOUR + 1))
    assert said == "transaction_id: its review expired at 2026-11-23T03:13:20+00:00, its final outcome is approve"


@pytest.mark.parametrize(
    ("told", "outcome", "label", "owed"),
    [
        ("review", "approve", None, {"event"}),
        ("review", "decline", None, {"event", "facts"}),
        ("approve", "decline", "fraud", {"event", "facts", "label"}),
        ("decline", "decline", None, {"event"}),
        ("review", "approve", "legitimate", {"event", "label"}),
    ],
)
def test_a_decision_owes_its_event_its_label_and_a_decline_that_is_news_to_the_facts(
    told: str, outcome: Any, label: Any, owed: set[str]
) -> None:
    decided = review(told=told).decided(ANN, outcome, NOW, None, label)

    assert decided.owed == owed
    assert decided.settled({"event"}).owed == owed - {"event"}
    assert decided.settled(decided.owed).version == decided.version + 1


@pytest.mark.parametrize(("outcome", "owed"), [("approve", {"event"}), ("decline", {"event", "facts"})])
def test_an_end_by_the_schedule_owes_the_same(outcome: Any, owed: set[str]) -> None:
    assert review().expired(outcome, NOW + HOUR).owed == owed
