"""The judge itself: a campaign that finds nothing is worth something only if its judge would find it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.faults.findings import Findings
from tests.faults.ledger import Attempt, Ledger, Outcome
from tests.faults.verdict import judge

SENT: Mapping[str, Any] = {
    "transaction_id": "tx",
    "amount": Decimal(25_000),
    "merchant": "Crypto Exchange",
    "timestamp": 7,
}
OTHER = {**SENT, "amount": Decimal(3)}
ITEM = {**SENT, "created_at": "2026-01-01T00:00:00.000+00:00"}
REASONS = [{"reason": "large", "weight": Decimal("0.5")}, {"reason": "strange", "weight": Decimal("0.4")}]
SCORE = {**SENT, "fraud_score": Decimal("0.9"), "reasons": REASONS}
ALERT = {**SENT, "fraud_score": 0.9}
ALL_WELL = Findings(
    stored={"tx": [ITEM]},
    scores={"tx": SCORE},
    alerts={"tx": [ALERT]},
    letters={},
    set_aside=frozenset(),
    other_messages=0,
)
NOTHING = replace(ALL_WELL, stored={}, scores={}, alerts={})


def judged(found: Findings, *outcomes: tuple[Mapping[str, Any], Outcome, int]) -> list[str]:
    ledger = Ledger()
    for fields, outcome, status in outcomes:
        ledger.note("kind", Attempt(fields=fields, outcome=outcome, status=status))
    return [finding.fault for finding in judge(ledger, "kind", found)]


ACCEPTED: tuple[Mapping[str, Any], Outcome, int] = (SENT, "accepted", 200)
REPEATED: tuple[Mapping[str, Any], Outcome, int] = (SENT, "repeated", 200)
UNKNOWN: tuple[Mapping[str, Any], Outcome, int] = (SENT, "unknown", 503)
REFUSED: tuple[Mapping[str, Any], Outcome, int] = (SENT, "refused", 400)
CONFLICT: tuple[Mapping[str, Any], Outcome, int] = (OTHER, "refused", 409)


@pytest.mark.parametrize(
    ("found", "attempts"),
    [
        (ALL_WELL, [ACCEPTED, REPEATED, CONFLICT]),
        (ALL_WELL, [UNKNOWN]),
        (NOTHING, [UNKNOWN]),
        (NOTHING, [REFUSED]),
        (replace(ALL_WELL, alerts={"tx": [ALERT, ALERT]}), [ACCEPTED]),
        (replace(ALL_WELL, letters={"tx": [OTHER]}), [ACCEPTED, (OTHER, "accepted", 200)]),
    ],
    ids=[
        "all well",
        "taken after all",
        "not taken",
        "refused",
        "alerted twice",
        "a conflict that nobody could know of",
    ],
)
def test_kept_promises_are_not_complained_of(found: Findings, attempts: Sequence[Any]) -> None:
    assert judged(found, *attempts) == []


@pytest.mark.parametrize(
    ("found", "attempts", "fault"),
    [
        (NOTHING, [ACCEPTED], "lost"),
        (NOTHING, [UNKNOWN, REPEATED], "lost"),
        (replace(ALL_WELL, scores={}), [ACCEPTED], "lost"),
        (replace(ALL_WELL, scores={}), [UNKNOWN], "lost"),
        (replace(ALL_WELL, alerts={}), [ACCEPTED], "lost"),
        (ALL_WELL, [ACCEPTED, (OTHER, "accepted", 200)], "lost"),
        (replace(ALL_WELL, stored={"tx": [ITEM, {**ITEM, "timestamp": 8}]}), [ACCEPTED], "doubled"),
        (ALL_WELL, [REFUSED], "wrong"),
        (replace(ALL_WELL, stored={"tx": [{**ITEM, "surprise": 1}]}), [UNKNOWN], "wrong"),
        (replace(ALL_WELL, scores={"tx": {**SCORE, "fraud_score": Decimal("0.5")}}), [ACCEPTED], "wrong"),
        (replace(ALL_WELL, scores={"tx": {**SCORE, "reasons": REASONS[:1]}}), [ACCEPTED], "wrong"),
        (replace(NOTHING, scores={"tx": SCORE}), [UNKNOWN], "wrong"),
        (replace(ALL_WELL, letters={"tx": [SENT]}), [ACCEPTED], "wrong"),
        (ALL_WELL, [ACCEPTED, (SENT, "refused", 409)], "wrong"),
    ],
)
def test_every_broken_promise_is_found(found: Findings, attempts: Sequence[Any], fault: str) -> None:
    assert fault in judged(found, *attempts)


@pytest.mark.parametrize(("set_aside", "faults"), [(frozenset({"bad"}), []), (frozenset[str](), ["lost"])])
def test_poison_must_have_been_set_aside(set_aside: frozenset[str], faults: list[str]) -> None:
    ledger = Ledger()
    ledger.poison["bad"] = "kind"

    findings = judge(ledger, "kind", replace(NOTHING, set_aside=set_aside))

    assert [finding.fault for finding in findings] == faults
