"""The verdict on rows that expired: never new while the row is there, all told as it was, claims gone with rows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from chaos.expiry_book import ExpiredLife
from chaos.former_payments import FormerPayment
from chaos.ledger import RETENTION_DAYS, Attempt, Ledger
from chaos.traffic.former_lives import is_former
from chaos.verdict.allowances import Allowances
from chaos.verdict.expiries import judge_expiries
from chaos.verdict.final_state import FinalState
from chaos.verdict.profiles import judge_profiles
from handlers.aws.attributes import to_attributes
from handlers.decision.profile.codec import encode
from tests.chaos.customer import NOW, folded, payment
from tests.chaos.example import ALERT, ALL_CORRECT, ITEM, OTHER, SCORE, SENT, UNTIMED, attempt

DUE = 1_767_225_600 + RETENTION_DAYS * 86_400
"""Epoch seconds: ITEM was received at the beginning of 2026."""
ROW = {**ITEM, "expiry": DUE}
CLAIM = {"transaction_id": "tx", "timestamp": -1, "claimed_timestamp": 1_767_225_600_000, "expiry": DUE}
GONE = replace(ALL_CORRECT, stored={}, scores={}, alerts={"tx": [ALERT]})
REPEATED = attempt(SENT, "repeated", at=(2, 3))


def faults(
    *attempts: Attempt,
    rows: Sequence[Mapping[str, Any]] = (ROW,),
    last: Sequence[Mapping[str, Any]] | None = None,
    found: FinalState = GONE,
    score: Mapping[str, Any] | None = SCORE,
) -> list[str]:
    """Judge an id whose row went, after these attempts."""
    ledger, went = Ledger(), rows if last is None else last
    ledger.expired.append(
        ExpiredLife(
            kind="kind",
            transaction_id="tx",
            rows=list(map(to_attributes, rows)),
            last=list(map(to_attributes, went)),
            score=score,
            claimed=False,
            attempts=attempts,
        )
    )
    return [each.fault for each in judge_expiries(ledger, "kind", found, Allowances())]


def test_a_row_that_answered_until_it_went_is_right() -> None:
    past = {**ROW, "expiry": 1}
    assert faults(attempt(SENT), REPEATED, last=[past]) == []
    assert faults(attempt(SENT), rows=[ROW, CLAIM]) == []


@pytest.mark.parametrize(
    ("attempts", "changed", "expected"),
    [
        ([], {"rows": [{**ROW, "expiry": DUE - 1}]}, ["wrong"]),
        ([], {"rows": [ITEM]}, ["wrong"]),
        ([], {"rows": [ROW, {**CLAIM, "expiry": DUE + 9}]}, ["wrong"]),
        ([], {"rows": [ROW, {name: value for name, value in CLAIM.items() if name != "expiry"}]}, ["wrong"]),
        ([], {"last": [{**ROW, "created_at": "2026-02-01T00:00:00.000+00:00"}]}, ["overwritten"]),
        (
            [attempt({**SENT, "timestamp": 8}, at=(2, 3))],
            {"last": [ROW, {**ROW, "timestamp": 8}]},
            ["overwritten", "doubled", "lost"],
        ),
        ([attempt(OTHER, at=(2, 3))], {}, ["overwritten"]),
        ([], {"score": None}, ["lost"]),
        ([], {"found": replace(GONE, alerts={"tx": [ALERT, ALERT]})}, ["doubled"]),
        ([], {"found": replace(GONE, alerts={})}, ["wrong", "lost"]),
        ([], {"found": ALL_CORRECT}, ["wrong"]),
    ],
    ids=[
        *("early", "never", "claim late", "claim never", "rewritten", "new too soon", "another accepted", "unscored"),
        *("alerted twice", "not alerted", "back again"),
    ],
)
def test_what_came_too_early_too_late_twice_or_otherwise_is_found(
    attempts: Sequence[Attempt], changed: Mapping[str, Any], expected: list[str]
) -> None:
    assert sorted(set(faults(attempt(SENT), *attempts, **changed))) == sorted(expected)


@pytest.mark.parametrize(("time", "expected"), [(7, ["wrong"]), (8, [])])
def test_a_new_payment_under_an_old_id_has_a_time_of_its_own(time: int, expected: list[str]) -> None:
    ledger = Ledger()
    life = ExpiredLife(
        kind="kind",
        transaction_id="tx",
        rows=[to_attributes(ROW)],
        last=[to_attributes(ROW)],
        score=SCORE,
        claimed=False,
        attempts=[attempt(SENT)],
    )
    ledger.expired.append(life)
    ledger.add_attempt("kind", attempt(UNTIMED, at=(9, 10), told=time))
    found = replace(GONE, stored={"tx": [{**ROW, "timestamp": time}]})

    assert [each.fault for each in judge_expiries(ledger, "kind", found, Allowances())] == expected


def test_an_attempt_is_of_the_row_that_answered_it() -> None:
    early, racing, late = (attempt(SENT, at=times) for times in ((1, 2), (9, 11), (12, 13)))

    assert [is_former(each, 10, None, offset=0) for each in (early, racing, late)] == [True, True, False]
    assert [is_former(each, 10, 10_500, offset=0) for each in (early, racing, late)] == [True, False, False]


@pytest.mark.parametrize(("times", "right"), [(1, True), (2, False), (0, False)])
def test_profiles_count_a_payment_once_though_its_row_went_and_its_id_came_again(
    times: int,
    right: bool,  # noqa: FBT001 -- a parameter
) -> None:
    sent, other = payment(1), payment(2)
    ledger, first, again = Ledger(), attempt(sent), attempt(sent, at=(9, 10))
    for each in (first, again, attempt(other)):
        ledger.add_attempt("kind", each)
    former = FormerPayment(fields=sent, time=NOW, received=NOW, acknowledged=True, counted=True)
    ledger.retire("tx-1", [first], [former])
    stamp = {"created_at": "2026-11-26T09:30:00.000+00:00"}
    twin = {**sent, "transaction_id": "twin"}
    profile = folded([other, *[sent, twin][:times]])
    found = replace(
        ALL_CORRECT,
        stored={each["transaction_id"]: [{**each, **stamp}] for each in (sent, other)},
        profiles={"profile#customer#C-1": encode(profile)},
    )

    verdict = judge_profiles(ledger, "kind", found, Allowances())

    assert (not verdict.wrong and not verdict.off) is right
