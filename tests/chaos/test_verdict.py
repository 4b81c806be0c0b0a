"""The verdict finds every broken promise: else a campaign that finds nothing would prove nothing."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from chaos.ledger import Attempt, Ledger
from chaos.verdict.allowances import Allowances
from chaos.verdict.final_state import FinalState
from tests.chaos.example import (
    ALERT,
    ALL_CORRECT,
    ITEM,
    LATER_ITEM,
    OTHER,
    REASONS,
    SCORE,
    SENT,
    UNTIMED,
    attempt,
    violations,
)

NOTHING = replace(ALL_CORRECT, stored={}, scores={}, alerts={})
BESIDE = replace(ALL_CORRECT, stored={"tx": [{**ITEM, "tenant": "acme"}]})

ACCEPTED = attempt(SENT)
REPEATED = attempt(SENT, "repeated", at=(2, 3))
UNKNOWN = attempt(SENT, "unknown", 503)
REFUSED = attempt(SENT, "refused", 400)
CONFLICT = attempt(OTHER, "refused", 409, at=(2, 3))
OTHER_ACCEPTED = attempt(OTHER, at=(2, 3))
CRASHED = attempt(SENT, "unknown", 502, at=(2, 3))


ANOTHER_REASON = {"reason": "another", "weight": Decimal("0.4")}


@pytest.mark.parametrize(
    ("found", "attempts"),
    [
        pytest.param(ALL_CORRECT, [ACCEPTED, REPEATED, CONFLICT], id="all correct"),
        pytest.param(ALL_CORRECT, [UNKNOWN], id="stored after all"),
        pytest.param(NOTHING, [UNKNOWN], id="not stored"),
        pytest.param(NOTHING, [REFUSED], id="refused"),
        pytest.param(
            replace(ALL_CORRECT, queued={"tx": [OTHER]}),
            [ACCEPTED, OTHER_ACCEPTED],
            id="a conflict that could not be seen",
        ),
        pytest.param(
            replace(ALL_CORRECT, queued={"tx": [{**SENT, "timestamp": 8}]}),
            [attempt(UNTIMED, told=7), attempt({**SENT, "timestamp": 8}, at=(2, 3))],
            id="the same under another timestamp that could not be compared",
        ),
        pytest.param(ALL_CORRECT, [attempt(UNTIMED, told=7), REPEATED], id="a repeat with the service's timestamp"),
        pytest.param(
            ALL_CORRECT,
            [attempt(UNTIMED, told=7), attempt({**SENT, "timestamp": 8}, "refused", 409, at=(2, 3))],
            id="a second request with another time than the service had said",
        ),
        pytest.param(
            ALL_CORRECT,
            [attempt(OTHER, "unknown", 0), attempt(SENT, at=(2, 3)), attempt(OTHER, "refused", 409, at=(4, 5))],
            id="a conflict with what came in between",
        ),
    ],
)
def test_kept_promises_are_no_violations(found: FinalState, attempts: Sequence[Attempt]) -> None:
    assert violations(found, *attempts) == []


@pytest.mark.parametrize(
    ("found", "attempts", "fault"),
    [
        (NOTHING, [ACCEPTED], "lost"),
        (NOTHING, [UNKNOWN, REPEATED], "lost"),
        (replace(ALL_CORRECT, scores={}), [ACCEPTED], "lost"),
        (replace(ALL_CORRECT, scores={}), [UNKNOWN], "lost"),
        (replace(ALL_CORRECT, alerts={}), [ACCEPTED], "lost"),
        (replace(ALL_CORRECT, scores={"tx": {**SCORE, "pending": {"alert"}}}), [ACCEPTED], "lost"),
        (ALL_CORRECT, [attempt({**OTHER, "timestamp": 9}), attempt(SENT, at=(2, 3))], "lost"),
        (ALL_CORRECT, [ACCEPTED, OTHER_ACCEPTED], "overwritten"),
        (ALL_CORRECT, [ACCEPTED, attempt(OTHER, "repeated")], "overwritten"),
        (ALL_CORRECT, [attempt({**OTHER, "currency": "GBP"}, told=7), ACCEPTED], "overwritten"),
        (ALL_CORRECT, [ACCEPTED, attempt({**UNTIMED, "amount": Decimal(3)}, told=7)], "overwritten"),
        (replace(ALL_CORRECT, stored={"tx": [ITEM, LATER_ITEM]}), [ACCEPTED], "doubled"),
        (replace(ALL_CORRECT, alerts={"tx": [ALERT, ALERT]}), [ACCEPTED], "doubled"),
        (ALL_CORRECT, [REFUSED], "wrong"),
        (replace(ALL_CORRECT, stored={"tx": [{**ITEM, "surprise": 1}]}), [UNKNOWN], "wrong"),
        (BESIDE, [ACCEPTED], "wrong"),
        (replace(ALL_CORRECT, scores={"tx": {**SCORE, "fraud_score": Decimal("0.5")}}), [ACCEPTED], "wrong"),
        (replace(ALL_CORRECT, scores={"tx": {**SCORE, "timestamp": 8}}), [ACCEPTED], "wrong"),
        (replace(ALL_CORRECT, scores={"tx": {**SCORE, "reasons": REASONS[:1]}}), [ACCEPTED], "wrong"),
        (
            replace(ALL_CORRECT, scores={"tx": {**SCORE, "reasons": [*REASONS[:1], ANOTHER_REASON]}}),
            [ACCEPTED],
            "wrong",
        ),
        (replace(ALL_CORRECT, scores={"tx": {**SCORE, "currency": "GBP"}}), [ACCEPTED], "wrong"),
        (replace(ALL_CORRECT, scores={"tx": {**SCORE, "customer_id": "C-1"}}), [ACCEPTED], "wrong"),
        (replace(ALL_CORRECT, alerts={"tx": [ALERT, {**ALERT, "timestamp": 8}]}), [ACCEPTED], "wrong"),
        (replace(ALL_CORRECT, alerts={"tx": [{**ALERT, "reasons": REASONS[:1]}]}), [ACCEPTED], "wrong"),
        (replace(ALL_CORRECT, alerts={"tx": [{**ALERT, "amount": Decimal(25_001)}]}), [ACCEPTED], "wrong"),
        (replace(ALL_CORRECT, alerts={"tx": [{**ALERT, "terminal_id": "T-1"}]}), [ACCEPTED], "wrong"),
        (replace(ALL_CORRECT, scores={"tx": {**SCORE, "outcome": "decline"}}), [ACCEPTED], "wrong"),
        (replace(ALL_CORRECT, alerts={"tx": [{**ALERT, "fraud_score": 1}]}), [ACCEPTED], "wrong"),
        (replace(ALL_CORRECT, alerts={"tx": [{**ALERT, "outcome": "approve"}]}), [ACCEPTED], "wrong"),
        (replace(ALL_CORRECT, scores={"tx": {**SCORE, "alerted_timestamps": {8}}}), [ACCEPTED], "wrong"),
        (replace(ALL_CORRECT, scores={"tx": {**SCORE, "alerted_timestamps": set[int]()}}), [ACCEPTED], "wrong"),
        (replace(NOTHING, scores={"tx": SCORE}), [UNKNOWN], "wrong"),
        (replace(ALL_CORRECT, queued={"tx": [SENT]}), [ACCEPTED], "wrong"),
        (ALL_CORRECT, [ACCEPTED, attempt(SENT, "refused", 409, at=(2, 3))], "wrong"),
        (ALL_CORRECT, [ACCEPTED, CONFLICT, attempt(SENT, "refused", 409, at=(4, 5))], "wrong"),
        (ALL_CORRECT, [attempt(SENT, told=9), ACCEPTED], "wrong"),
        (ALL_CORRECT, [ACCEPTED, CRASHED], "wrong"),
        (ALL_CORRECT, [ACCEPTED, attempt(UNTIMED, "refused", 409, at=(2, 3))], "wrong"),
    ],
)
def test_every_broken_promise_is_found(found: FinalState, attempts: Sequence[Attempt], fault: str) -> None:
    assert fault in violations(found, *attempts)


@pytest.mark.parametrize(
    ("found", "attempts", "granted", "fault"),
    [
        (replace(ALL_CORRECT, alerts={"tx": [ALERT, ALERT]}), [ACCEPTED], Allowances(alerts_repeat=True), "doubled"),
        (ALL_CORRECT, [ACCEPTED, CRASHED], Allowances(crashes=True), "wrong"),
    ],
)
def test_a_kind_allows_what_its_faults_cause_and_no_more(
    found: FinalState, attempts: Sequence[Attempt], granted: Allowances, fault: str
) -> None:
    every = Allowances(alerts_repeat=True, crashes=True, late_effect=60)
    others = Allowances(
        alerts_repeat=every.alerts_repeat and not granted.alerts_repeat,
        crashes=every.crashes and not granted.crashes,
        late_effect=every.late_effect,
    )
    assert violations(found, *attempts, allowances=granted) == []
    assert violations(found, *attempts, allowances=others) == [fault]


@pytest.mark.parametrize(("digest", "expected"), [("first", ["wrong"]), ("other", [])])
def test_an_alert_of_an_earlier_score_may_stand_once_another_version_has_scored_anew(
    digest: str, expected: list[str]
) -> None:
    versions = [{"strategy": {"name": "campaign", "digest": each}} for each in (digest, "first")]
    fields = {**SENT, "amount": Decimal(4_999), "merchant": "Corner Bakery"}
    strict = {"reasons": [{"reason": "strict", "weight": Decimal(0)}], "outcome": "review", "fraud_score": Decimal(0)}
    approved = {"reasons": [], "outcome": "approve", "fraud_score": Decimal(0), "alerted_timestamps": ()}
    found = replace(
        ALL_CORRECT,
        stored={"tx": [{**ITEM, **fields}]},
        scores={"tx": {**SCORE, **fields, **approved, **versions[0]}},
        alerts={"tx": [{**ALERT, **fields, **strict, "strategy": {"name": "campaign_1", "digest": "first"}}]},
    )
    ledger = Ledger()
    ledger.scored_anew.add("tx")

    assert sorted(set(violations(found, attempt(fields), ledger=ledger))) == expected


@pytest.mark.parametrize(
    ("timestamp", "name", "expected"),
    [(8, "campaign_2", []), (8, "campaign", ["wrong"]), (7, "campaign_2", ["wrong"])],
    ids=["of the one without a score", "before versions were deployed", "of the one with the score"],
)
def test_of_two_that_raced_the_one_without_a_score_may_be_alerted_by_a_version_that_does_not_call_it_risky(
    timestamp: int, name: str, expected: list[str]
) -> None:
    fields = {**SENT, "amount": Decimal(4_999), "merchant": "Corner Bakery"}
    approved = {"reasons": [], "outcome": "approve", "fraud_score": Decimal(0)}
    alert = {**ALERT, **fields, **approved, "timestamp": timestamp, "strategy": {"name": name, "digest": "d"}}
    found = replace(
        ALL_CORRECT,
        stored={"tx": [{**ITEM, **fields}, {**LATER_ITEM, **fields, "timestamp": Decimal(8)}]},
        scores={"tx": {**SCORE, **fields, **approved, "alerted_timestamps": {Decimal(timestamp)}}},
        alerts={"tx": [alert]},
    )
    race = attempt(fields), attempt({**fields, "timestamp": 8})

    assert sorted(set(violations(found, *race))) == expected


def test_where_kinds_come_together_their_allowances_add_up() -> None:
    together = Allowances.combined([Allowances(crashes=True), Allowances(late_effect=2), Allowances(late_effect=1)])

    assert together == Allowances(crashes=True, late_effect=2)


def test_a_row_with_an_added_attribute_is_still_the_transaction() -> None:
    ledger = Ledger()
    ledger.add_row_attributes("tx", 7, {"tenant": "acme"})

    assert violations(BESIDE, ACCEPTED, REPEATED, ledger=ledger) == []


def test_an_added_attribute_must_not_be_overwritten_by_a_repeat() -> None:
    ledger = Ledger()
    ledger.add_row_attributes("tx", 7, {"tenant": "acme"})

    assert violations(ALL_CORRECT, ACCEPTED, REPEATED, ledger=ledger) == ["overwritten"]


def test_an_expired_score_is_not_missed_but_its_alert_is() -> None:
    ledger = Ledger()
    ledger.expired_scores.add("tx")

    assert violations(replace(ALL_CORRECT, scores={}), ACCEPTED, ledger=ledger) == []
    assert violations(replace(ALL_CORRECT, scores={}, alerts={}), ledger=ledger) == ["lost"]


@pytest.mark.parametrize(("set_aside", "expected"), [(frozenset({"bad"}), []), (frozenset[str](), ["lost"])])
def test_an_invalid_record_must_be_in_the_queue(set_aside: frozenset[str], expected: list[str]) -> None:
    ledger = Ledger()
    ledger.invalid_records["bad"] = "kind"

    assert violations(replace(NOTHING, set_aside=set_aside), ledger=ledger) == expected
