"""The verdict on erasures: all that is left from before the moment is found, and nothing of who came back is named.

Seen on the whole stack, too, with a guard taken out of the product for a run of `--kinds erasing`:
`docs/reliability.md` says what the ledger complained of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chaos.erasure_book import ErasedPerson
from chaos.ledger import Attempt, Ledger
from chaos.traffic.erasing import former_attempts, former_payments
from chaos.verdict.allowances import Allowances
from chaos.verdict.erasures import judge_erasures
from chaos.verdict.final_state import FinalState
from chaos.verdict.profiles import judge_profiles
from chaos.verdict.remains import remains_in
from handlers.decision.profile.codec import encode
from tests.chaos.customer import NOW, folded, payment
from tests.chaos.example import ALL_CORRECT, attempt

WHO, MOMENT = "C-1", NOW
OLD, NEW = payment(1, ago=9000), payment(2, ago=-60_000)


def at(milliseconds: int) -> str:
    return datetime.fromtimestamp((MOMENT + milliseconds) / 1000, UTC).isoformat(timespec="milliseconds")


NEW_ROW = {**NEW, "created_at": at(60_000)}
OLD_ROW = {**OLD, "created_at": at(-1)}


def ledger(*current: Mapping[str, Any], finished: bool = True) -> Ledger:
    """Make a ledger in which the customer was erased, whose first payment binds nobody any more."""
    made = Ledger()
    old = attempt(OLD)
    for each in (old, *map(attempt, current)):
        made.add_attempt("kind", each)
    made.retire("tx-1", [old], former_payments([old], f"profile#customer#{WHO}", offset=0))
    made.erasures.add(ErasedPerson(kind="kind", customer=WHO, moment=MOMENT, erased=MOMENT + 5, finished=finished))
    return made


def state(*items: tuple[str, Mapping[str, Any]], stored: Sequence[Mapping[str, Any]] = (), **more: Any) -> FinalState:
    """Make a final state with these items of tables and queues."""
    remains = [each for where, item in items for each in remains_in(where, item, [WHO], {"tx-1": WHO, "late": WHO})]
    rows = {each["transaction_id"]: [each] for each in stored}
    return replace(ALL_CORRECT, stored=rows, scores={}, alerts={}, remains=remains, **more)


def findings(found: FinalState, made: Ledger) -> list[str]:
    return [each.what for each in judge_erasures(made, "kind", found)]


SCORE = {"transaction_id": "tx-2", "customer_id": WHO, "scored_at": at(61_000)}


def test_what_was_received_after_the_moment_is_no_remain() -> None:
    items = (
        ("transactions", NEW_ROW),
        ("scores", SCORE),
        ("labels", {"transaction_id": "tx-2", "history": [{"received": MOMENT + 70_000}]}),
        ("reviews", {"transaction_id": "tx-2", "customer_id": WHO, "opened_at": MOMENT + 61_000}),
        ("profiles", {"entity": f"profile#customer#{WHO}"}),
        ("queue", {"request": {"transaction_id": "tx-2", "customer_id": WHO}}),
    )
    assert findings(state(*items, stored=[NEW_ROW]), ledger(NEW)) == []


@pytest.mark.parametrize(
    ("where", "item", "said"),
    [
        ("transactions", OLD_ROW, "transactions of who was erased: received"),
        ("transactions", {"transaction_id": "tx-1", "claimed_timestamp": 1}, "transactions of who was erased: ["),
        ("scores", {"transaction_id": "tx-1", "scored_at": at(-1)}, "scores of who was erased: ["),
        ("scores", {"transaction_id": "late", "scored_at": at(99)}, "scores of who was erased: ["),
        ("labels", {"transaction_id": "tx-1", "history": []}, "labels of who was erased: ["),
        ("reviews", {"transaction_id": "tx-1", "opened_at": MOMENT - 1}, "reviews of who was erased: ["),
        ("decisions", {"key": "id#tx-1"}, "decisions of who was erased: ["),
        ("profiles", {"entity": f"profile#customer#{WHO}"}, "profiles of who was erased: profile#customer#C-1"),
        ("profiles", {"entity": "erasures", "marks": WHO.encode()}, "profiles of who was erased: named in erasures"),
        ("strategies", {"kind": "change", "note": f"asked for by {WHO}"}, "strategies of who was erased: named in"),
        (
            "queue",
            {"transactions": [{"transaction_id": "tx-1", "customer_id": WHO}]},
            "queue of who was erased: a mess",
        ),
    ],
)
def test_whatever_is_left_from_before_is_found_in_every_table_and_queue(
    where: str, item: Mapping[str, Any], said: str
) -> None:
    (what,) = findings(state((where, item)), ledger())

    assert what.startswith(said)


@pytest.mark.parametrize(
    ("where", "item"),
    [
        ("scores", {**SCORE, "scored_at": at(-1)}),
        ("labels", {"transaction_id": "tx-2", "history": [{"received": MOMENT - 1}]}),
        ("reviews", {"transaction_id": "tx-2", "opened_at": MOMENT - 1}),
    ],
)
def test_what_hangs_on_a_payment_of_after_and_is_older_is_found(where: str, item: Mapping[str, Any]) -> None:
    assert len(findings(state((where, {**item, "customer_id": WHO}), stored=[NEW_ROW]), ledger(NEW))) == 1


def test_an_erasure_that_was_not_finished_and_marks_that_stay_are_found() -> None:
    assert findings(state(marks_left=True), ledger(finished=False)) == [
        "the erasure was not finished",
        "the item erasures is left",
    ]


@pytest.mark.parametrize(
    ("payments", "right"), [([NEW], True), ([OLD, NEW], False), ([OLD], False)], ids=["new", "both", "old"]
)
def test_the_profile_of_who_came_back_is_made_of_the_new_payments_alone(
    payments: Sequence[Mapping[str, Any]],
    right: bool,  # noqa: FBT001 -- a parameter
) -> None:
    key = f"profile#customer#{WHO}"
    found = state(stored=[NEW_ROW], profiles={key: encode(folded(payments))})

    assert (judge_profiles(ledger(NEW), "kind", found, Allowances()).wrong == {}) is right


def test_the_terminal_may_have_what_was_erased_or_lack_it_and_nothing_else() -> None:
    old = {**OLD, "terminal_id": "T-1"}
    made = Ledger()
    made.add_attempt("kind", sent := attempt(old))
    made.retire("tx-1", [sent], former_payments([sent], f"profile#customer#{WHO}", offset=MOMENT / 1000))

    verdict = judge_profiles(made, "kind", state(), Allowances())

    assert verdict.keys == {"profile#terminal#T-1"}
    assert (verdict.wrong, verdict.off) == ({}, {"profile#terminal#T-1"})


def sent(seconds: float, *, answered: float = 0.5) -> Attempt:
    return attempt(OLD, at=(MOMENT / 1000 + seconds, MOMENT / 1000 + seconds + answered))


def test_attempts_before_the_moment_bind_nobody_and_those_after_the_erasure_do() -> None:
    person = ErasedPerson(kind="kind", customer=WHO, moment=MOMENT, erased=MOMENT + 20_000)
    before, racing, after = sent(-9), sent(3), sent(30)

    assert former_attempts([before, racing, after], person, None, offset=0) == [before, racing]
    assert former_attempts([before, racing, after], person, MOMENT + 3_200, offset=0) == [before]
    assert former_attempts([racing, after], person, None, offset=0) == []
