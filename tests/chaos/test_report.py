"""The report passes only if nothing is broken, and profiles count as much as transactions."""

import io
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from rich.console import Console

from chaos.label_book import LabelAttempt
from chaos.ledger import Ledger
from chaos.phase import Phase, PhaseTally
from chaos.report import CampaignReport, build_report
from chaos.review_book import DamagedReview
from chaos.table import campaign_table
from chaos.told import Told
from chaos.verdict.decision_log import DecisionLog
from chaos.verdict.final_state import FinalState
from handlers.decision.profile.codec import encode
from tests.chaos.customer import CUSTOMER, FEW, folded, found, ids, run
from tests.chaos.example import attempt

SCORED = {"fraud_score": 0, "outcome": "approve", "reasons": [], "alerted_timestamps": ()}
RIGHT = found(FEW, encode(folded(FEW)), [])


def report_on(state: FinalState) -> CampaignReport:
    """Report on a phase in which the customer's payments were accepted, all of which have their score."""
    ledger = Ledger()
    for each in FEW:
        ledger.add_attempt("calm", attempt(each))
    scored = replace(state, scores={each["transaction_id"]: {**each, **SCORED} for each in FEW}, alerts={})
    return build_report(ledger, [PhaseTally(phase=Phase(kinds=["calm"], count=3))], scored, reconciled=0)


def printed(report: CampaignReport) -> str:
    """Return the table as text."""
    console = Console(width=250, file=io.StringIO())
    with console.capture() as captured:
        console.print(campaign_table(report))
    return captured.get()


def test_a_campaign_with_nothing_but_right_profiles_passes() -> None:
    report = report_on(RIGHT)

    assert report.passed
    assert (report.rows[0].declined, report.rows[0].profiles_busy) == (0, 0)
    assert (report.rows[0].profiles, report.rows[0].profiles_wrong, report.rows[0].profiles_off) == (1, {}, [])


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (found(FEW, encode(folded(FEW[1:])), []), f"profile wrong: {CUSTOMER}: 2 payments ever instead of 3"),
        (
            replace(RIGHT, profiles={**RIGHT.profiles, "profile#customer#C-9": encode(folded(FEW))}),
            "profile of nobody: profile#customer#C-9",
        ),
    ],
)
def test_one_profile_that_is_wrong_or_of_nobody_breaks_the_campaign_and_is_named(state: FinalState, said: str) -> None:
    report = report_on(state)

    assert not report.passed
    assert report.as_json()["passed"] is False
    assert said in printed(report)


def test_a_profile_that_is_off_as_the_log_says_is_counted_and_breaks_nothing() -> None:
    gave_up = run(0, 9, ids(FEW[1:]), given_up={CUSTOMER: "lost 5 races"})

    report = report_on(found(FEW, encode(folded(FEW[:1])), [gave_up]))

    assert report.passed
    assert report.rows[0].profiles_off == [CUSTOMER]


def test_calls_that_were_given_up_in_the_recovery_count_once_and_not_in_every_phase() -> None:
    later = Counter({"sns:Publish": 5})
    phases = [Phase(kinds=[kind], count=0) for kind in ("calm", "racing")]
    tallies = [PhaseTally(phase=each, abandoned=Counter({"sns:Publish": 1}), abandoned_later=later) for each in phases]

    report = build_report(Ledger(), tallies, replace(RIGHT, profiles={}), reconciled=0)

    assert [row.abandoned for row in report.rows] == [1, 1]
    assert "7 calls given up on a slow machine" in printed(report)


@pytest.mark.parametrize(("degraded", "passed"), [(("profiles",), True), (("facts",), False), ((), False)])
def test_while_scoring_is_stopped_some_answer_must_say_that_profiles_are_old(
    degraded: tuple[str, ...],
    passed: bool,  # noqa: FBT001 -- a parameter
) -> None:
    ledger = Ledger()
    told = Told(outcome="review", score=Decimal(0), degraded=degraded)
    asked = attempt({**FEW[0], "amount": Decimal(3)}, "unknown", 503)
    ledger.add_attempt("scoring-stopped", replace(asked, route="decisions", told=told))
    empty = replace(RIGHT, stored={}, scores={}, alerts={}, profiles={})

    report = build_report(ledger, [PhaseTally(phase=Phase(kinds=["scoring-stopped"], count=1))], empty, reconciled=0)

    assert report.passed is passed


def test_decisions_are_counted_with_what_they_could_not_read_and_where_they_were_kept() -> None:
    ledger = Ledger()
    told = Told(outcome="review", score=Decimal(0), degraded=("profiles",))
    for each in FEW:
        ledger.add_attempt("calm", replace(attempt(each), route="decisions", told=told))
    ledger.add_dry_run("calm", replace(attempt(FEW[0]), route="dry run"))
    state = replace(RIGHT, decision_log=DecisionLog(first={FEW[0]["transaction_id"]}))

    (row,) = build_report(ledger, [PhaseTally(phase=Phase(kinds=["calm"], count=3))], state, reconciled=0).rows

    assert (row.decided, row.degraded, row.first_queued, row.dry_runs) == (3, 3, 1, 1)


def test_declined_transactions_are_counted_by_their_scores() -> None:
    state = replace(RIGHT, scores={each["transaction_id"]: {"outcome": "decline"} for each in FEW[1:]})
    ledger = Ledger()
    for each in FEW:
        ledger.add_attempt("calm", attempt(each))

    report = build_report(ledger, [PhaseTally(phase=Phase(kinds=["calm"], count=3))], state, reconciled=0)

    assert report.rows[0].declined == 2
    assert "2 transactions declined" in printed(report)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (replace(RIGHT, labels={"tx-1": {"history": []}}), "label of nobody: tx-1"),
        (replace(RIGHT, facts={"facts#customer#C-1": b""}), "label of nobody: facts#customer#C-1"),
    ],
)
def test_a_label_of_nobody_breaks_the_campaign_and_is_named(state: FinalState, said: str) -> None:
    report = report_on(state)

    assert not report.passed
    assert said in printed(report)


def test_damaged_rows_that_were_planted_are_no_label_of_nobody() -> None:
    ledger, row = Ledger(), {"transaction_id": "no", "status": "lost"}
    ledger.reviews.damaged["no"] = DamagedReview(kind="calm", row=row)

    assert build_report(ledger, [], replace(RIGHT, reviews={"no": row}), reconciled=0).labels_of_nobody == []


def test_a_label_that_is_lost_breaks_the_campaign_and_is_counted() -> None:
    ledger = Ledger()
    for each in FEW:
        ledger.add_attempt("calm", attempt(each))
    label = {"transaction_id": FEW[0]["transaction_id"], "label": "fraud", "source": "issuer", "at": 1}
    ledger.labels.add("calm", LabelAttempt(fields=label, status="stored", http_status=200, sent=0, answered=1))
    scored = replace(RIGHT, scores={each["transaction_id"]: {**each, **SCORED} for each in FEW}, alerts={})

    report = build_report(ledger, [PhaseTally(phase=Phase(kinds=["calm"], count=3))], scored, reconciled=0)

    assert not report.passed
    (row,) = report.rows
    assert (row.labels, row.label_violations("lost"), row.label_violations("doubled")) == (1, 1, 0)
    assert f"label lost: {label['transaction_id']}: said to be in force, and not in the row" in printed(report)
