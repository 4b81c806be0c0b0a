"""The verdict on reviews and events finds each promise that can be broken, and nothing in a state that is right."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from chaos.ledger import Ledger
from chaos.review_book import DamagedReview, ReadAttempt, ReviewAttempt
from chaos.told import Told
from chaos.verdict.allowances import Allowances
from chaos.verdict.events import judge_events
from chaos.verdict.final_state import FinalState
from chaos.verdict.labels import judge_labels
from chaos.verdict.reviews import judge_reviews
from tests.chaos.example import ALL_CORRECT, SCORE, SENT, attempt

SCORED, DECIDED = 1_767_571_200_000, 1_767_571_260_000
"""Epoch milliseconds."""
MIA, NOOR = "arn:aws:iam::000000000000:user/mia", "arn:aws:iam::000000000000:user/noor"
OPEN: Mapping[str, Any] = {
    "transaction_id": "tx",
    "status": "open",
    "told": "review",
    "outcome": "review",
    "opened_at": Decimal(SCORED + 100),
    "due": Decimal(SCORED + 86_400_000),
}
ENDED = {"final_outcome": "decline", "decided_by": MIA, "decided_at": Decimal(DECIDED)}
LABEL = {"label": "fraud", "source": "analyst", "at": Decimal(DECIDED)}
DECLINED: Mapping[str, Any] = {**OPEN, **ENDED, "status": "declined", "label": LABEL}
EXPIRED = {**OPEN, "status": "expired", **ENDED, "final_outcome": "approve", "decided_by": "schedule"}
LABELS: Mapping[str, Any] = {
    "transaction_id": "tx",
    **LABEL,
    "received": Decimal(DECIDED),
    "history": [{**LABEL, "received": Decimal(DECIDED)}],
    "declined": Decimal(DECIDED),
}


def event(type_: str, published: int, **data: Any) -> dict[str, Any]:
    said = {"type": type_, "to": "all"}
    return {"id": f"{type_}-1", "type": type_, "data": data, "attributes": said, "published": published + 500}


def iso(at: int) -> str:
    return {DECIDED: "2026-01-05T00:01:00.000+00:00", SCORED: "2026-01-05T00:00:00.000+00:00"}[at]


MADE = event("decision.made", SCORED, outcome="review")
TOLD = event("review.decided", DECIDED, outcome="review", final_outcome="decline", by=MIA)
LABELLED = event(
    "transaction.labelled", DECIDED, label="fraud", source="analyst", at=iso(DECIDED), received=iso(DECIDED)
)
RIGHT = replace(
    ALL_CORRECT,
    scores={"tx": {**SCORE, "scored_at": iso(SCORED)}},
    reviews={"tx": DECLINED},
    labels={"tx": LABELS},
    events={"tx": [MADE, TOLD, LABELLED]},
)


def acted(action: str, person: str = MIA, status: int = 200, *, at: int = DECIDED, **more: Any) -> ReviewAttempt:
    fields = {"transaction_id": "tx", "action": action, **{each: more[each] for each in more if each != "claimed_by"}}
    review = {"claimed_by": more["claimed_by"]} if "claimed_by" in more else {}
    return ReviewAttempt(
        fields=fields, person=person, status=status, review=review, sent=at - 5, answered=at + 5, ended=3
    )


DECIDES = acted("decide", outcome="decline")


def read(status: int = 200, *, at: float = DECIDED + 1000, **content: Any) -> ReadAttempt:
    known = {"transaction": {"amount": SENT["amount"]}, "decision": {"outcome": "review"}, **content}
    return ReadAttempt(
        transaction_id="tx",
        status=status,
        content=known if status == 200 else {},
        sent=at,
        answered=at + 1,
        sent_monotonic=5,
    )


def faults(found: FinalState, *attempts: ReviewAttempt | ReadAttempt, final: str | None = None) -> list[str]:
    """Name what is broken in reviews, events and labels, as the client was told."""
    ledger = Ledger()
    told = Told(outcome="review", score=Decimal("0.9"), final=final)
    ledger.add_attempt("kind", replace(attempt(SENT), told=told, route="decisions"))
    for each in attempts:
        if isinstance(each, ReviewAttempt):
            ledger.reviews.add("kind", each)
        else:
            ledger.reviews.add_read("kind", each)
    broken = [*judge_reviews(ledger, "kind", found, Allowances()), *judge_events(ledger, "kind", found)]
    broken += judge_labels(ledger, "kind", found, Allowances()).findings
    return [f"{each.fault}: {each.what}" for each in broken]


def with_review(**changes: Any) -> FinalState:
    return replace(RIGHT, reviews={"tx": {**DECLINED, **changes}})


def with_events(*events: Mapping[str, Any]) -> FinalState:
    return replace(RIGHT, events={"tx": list(events)})


def test_what_is_as_everybody_was_told_breaks_nothing() -> None:
    assert faults(RIGHT, DECIDES, read(final_outcome="decline"), final="decline") == []
    others = (acted("decide", NOOR, 409, outcome="approve"), acted("claim", NOOR, 409), acted("claim", claimed_by=MIA))
    assert faults(RIGHT, DECIDES, *others, read(503)) == []
    assert faults(with_events(MADE, MADE, TOLD, LABELLED, TOLD), DECIDES) == []
    ids = frozenset(each["id"] for each in (MADE, TOLD, LABELLED))
    assert faults(replace(RIGHT, taken=ids, on_bus=ids), DECIDES) == []


def test_a_review_that_nobody_decided_and_one_that_expired_are_right_too() -> None:
    waiting = replace(RIGHT, reviews={"tx": OPEN}, labels={}, events={"tx": [MADE]})
    over = event("review.expired", DECIDED, outcome="review", final_outcome="approve")

    assert faults(waiting, read()) == []
    expired = replace(waiting, reviews={"tx": EXPIRED}, events={"tx": [MADE, over]})
    assert faults(expired) == []
    assert faults(expired, read(at=DECIDED + 9_000)) == []  # the row says when the run began, not when it was written
    (late,) = faults(expired, read(at=DECIDED + 10_001))
    assert late.startswith("differs: read back None as final")


BROKEN: Mapping[str, tuple[FinalState, tuple[ReviewAttempt | ReadAttempt, ...], str]] = {
    "not opened": (replace(RIGHT, reviews={}), (), "lost: its outcome is review, and nobody opened one"),
    "opened for nothing": (with_review(told="approve", outcome="approve"), (DECIDES,), "wrong: a review of what was"),
    "owing": (with_review(owed={"event"}), (DECIDES,), "lost: its review still owes event"),
    "decided by nobody": (RIGHT, (), "wrong: arn:aws:iam::000000000000:user/mia is said to have decided"),
    "decided later than it was asked": (with_review(decided_at=Decimal(1)), (DECIDES,), "is said to have decided"),
    "decided twice": (RIGHT, (DECIDES, acted("decide", NOOR, outcome="approve")), "overwritten: "),
    "decided for another": (RIGHT, (DECIDES, acted("decide", NOOR, outcome="decline")), "overwritten: "),
    "claimed by both": (RIGHT, (DECIDES, acted("claim", NOOR, claimed_by=MIA)), "wrong: arn:aws:iam::000000000000"),
    "not found": (RIGHT, (DECIDES, acted("claim", status=404)), "lost: a review that was open was not found"),
    "unknown answer": (RIGHT, (DECIDES, acted("claim", status=500)), "wrong: a review was answered 500"),
    "no decline in the facts": (
        replace(RIGHT, labels={"tx": {name: LABELS[name] for name in LABELS if name != "declined"}}),
        (DECIDES,),
        "lost: declined by a review",
    ),
    "a decline by nobody": (with_review(final_outcome="approve"), (acted("decide", outcome="approve"),), "none did"),
    "no label": (replace(RIGHT, labels={}), (DECIDES,), "lost: said to be in force, and not in the row"),
    "another final outcome": (RIGHT, (DECIDES, read(final_outcome="approve")), "differs: read back approve as final"),
    "no final outcome": (RIGHT, (DECIDES, read()), "differs: read back None as final"),
    "read before it was so": (with_review(decided_at=Decimal(DECIDED)), (DECIDES, read(final_outcome="x")), "differs"),
    "another outcome": (
        replace(RIGHT, decisions={"tx": {7: Told(outcome="review", score=Decimal("0.9"))}}),
        (DECIDES, read(decision={"outcome": "decline"}, final_outcome="decline")),
        "differs: decline was read back",
    ),
    "another amount": (RIGHT, (DECIDES, read(transaction={"amount": 1}, final_outcome="decline")), "another amount"),
    "gone": (
        replace(RIGHT, decisions={"tx": {7: Told(outcome="review", score=Decimal("0.9"))}}),
        (DECIDES, read(404)),
        "lost: it was stored, and not found",
    ),
    "read in vain": (RIGHT, (DECIDES, read(500)), "wrong: reading it back was answered 500"),
    "decision not told": (with_events(TOLD, LABELLED), (DECIDES,), "lost: decided {'review'}"),
    "review not told": (with_events(MADE, LABELLED), (DECIDES,), "lost: declined, and no event told it"),
    "label not told": (with_events(MADE, TOLD), (DECIDES,), "lost: labelled"),
    "told too early": (
        with_events(MADE, {**TOLD, "published": DECIDED - 1}, LABELLED),
        (DECIDES,),
        "wrong: review.decided was told before it was so",
    ),
    "told otherwise": (
        with_events(MADE, {**TOLD, "data": {**TOLD["data"], "final_outcome": "approve"}}, LABELLED),
        (DECIDES,),
        "wrong: an event tells",
    ),
    "told of another outcome": (
        with_events({**MADE, "data": {"outcome": "decline"}}, TOLD, LABELLED),
        (DECIDES,),
        "wrong: an event tells decline",
    ),
    "told of a label of nobody": (
        with_events(MADE, TOLD, LABELLED, {**LABELLED, "id": "2", "data": {**LABELLED["data"], "label": "legitimate"}}),
        (DECIDES,),
        "wrong: an event of a label that is not there",
    ),
    "one id for two": (with_events(MADE, {**TOLD, "id": MADE["id"]}, LABELLED), (DECIDES,), "wrong: one id, two"),
    "told to one alone": (
        with_events({**MADE, "attributes": {"type": "decision.made", "to": "1a2b3c4d"}}, TOLD, LABELLED),
        (DECIDES,),
        "wrong: attributes",
    ),
    "not taken by the webhook": (
        replace(RIGHT, taken=frozenset({MADE["id"], LABELLED["id"]})),
        (DECIDES,),
        "lost: the webhook never took review.decided",
    ),
    "not taken by the bus": (
        replace(RIGHT, on_bus=frozenset({TOLD["id"], LABELLED["id"]})),
        (DECIDES,),
        "lost: the bus never took decision.made",
    ),
    "told of what waits": (
        replace(RIGHT, reviews={"tx": OPEN}, labels={}, events={"tx": [MADE, TOLD]}),
        (),
        "wrong: an event of a review that is not decided",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_each_broken_promise_is_found(kind: str) -> None:
    found, attempts, said = BROKEN[kind]

    assert any(said in each for each in faults(found, *attempts)), faults(found, *attempts)


@pytest.mark.parametrize(
    ("sent", "said", "broken"), [(2, {}, 0), (4, {}, 1), (4, {"final": "decline"}, 0), (4, {"final_unread": True}, 0)]
)
def test_a_repeat_after_a_decision_has_to_be_told_of_it_or_that_it_could_not_be_read(
    sent: float, said: dict[str, Any], broken: int
) -> None:
    ledger = Ledger()
    told = Told(outcome="review", score=Decimal("0.9"), **said)
    ledger.add_attempt("kind", replace(attempt(SENT, at=(sent, 9)), told=told, route="decisions"))
    ledger.reviews.add("kind", DECIDES)

    assert len(list(judge_reviews(ledger, "kind", RIGHT, Allowances()))) == broken


def test_a_damaged_row_must_stay_as_it_was() -> None:
    ledger, row = Ledger(), {"transaction_id": "no", "status": "lost"}
    ledger.reviews.damaged["no"] = DamagedReview(kind="kind", row=row)

    def broken(*reviews: Mapping[str, Any]) -> list[str]:
        found = replace(RIGHT, reviews={each["transaction_id"]: each for each in reviews})
        return [each.fault for each in judge_reviews(ledger, "kind", found, Allowances())]

    assert broken(row) == []
    assert broken({**row, "status": "expired"}) == broken() == ["overwritten"]


def test_a_repeat_that_was_told_another_final_outcome_differs() -> None:
    assert any("told approve as final" in each for each in faults(RIGHT, DECIDES, final="approve"))
