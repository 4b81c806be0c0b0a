"""A demonstration decides on all of its sample and on a burst in the middle, and reports whatever is missing."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from fraudctl.client.decision_results import DecisionSummary
from fraudctl.client.line_results import LineOutcome, LineResult
from fraudctl.client.scores import Score
from fraudctl.demo.burst import BURST, CARD, LABEL, BurstOutcome, burst_payments, counts_attempts
from fraudctl.demo.burst_view import render_burst
from fraudctl.demo.demonstration import Demonstration
from fraudctl.demo.demonstration_view import render_demonstration
from fraudctl.demo.queued import QueuedDecisions
from tests.fraudctl.client.score_rows import ROW
from tests.fraudctl.demo.conftest import WRONG, Run
from tests.fraudctl.printed import printed
from tests.handlers.strategies import strategy_of


def test_one_request_that_fails_is_enough(run: Run) -> None:
    failed = run(LineOutcome.FAILED)

    assert failed.summary.lines == 1
    assert failed.missing == ["1 not taken: HTTP 502", str(WRONG)]
    assert failed.as_json()["failures"] == [WRONG.as_json()]
    assert "AttributeError: 'x' (handlers/ingestion.py, line 33)" in printed(render_demonstration(failed), width=200)


def test_an_alert_is_shown_with_its_outcome_and_one_by_outcome_alone_is_expected(run: Run) -> None:
    declined = Score.of({**ROW, "fraud_score": Decimal(0), "outcome": "decline"})
    alert = {name: ROW[name] for name in ("transaction_id", "amount", "merchant", "reasons")}
    seen = replace(
        run(LineOutcome.ACCEPTED),
        scores={"tx-1": declined},
        alerts=[{**alert, "fraud_score": Decimal(0), "outcome": "decline"}],
        failures=(),
    )

    assert seen.risky == [declined]
    assert not any("raised no alert" in missing for missing in seen.missing)
    assert "raised no alert" in replace(seen, alerts=[]).missing[-1]
    assert "decline" in printed(render_demonstration(seen), width=80)


def test_all_are_decided_where_the_first_is_and_the_burst_comes_in_the_middle(run: Run) -> None:
    found = run(LineOutcome.ACCEPTED)

    assert (found.summary.lines, found.burst.summary.lines) == (5, BURST)
    assert [place for place, label in enumerate(run.order) if label == LABEL] == list(range(3, 3 + BURST))


def test_what_a_busy_machine_had_no_time_for_is_shown_and_what_stays_in_the_queue_is_missing(run: Run) -> None:
    run.queued = QueuedDecisions(redriven=6, left=("decided otherwise",))
    found = run(LineOutcome.ACCEPTED)

    assert "a decision stays in the queue: decided otherwise" in found.missing
    assert "6 waited in Ingestion's queue" in printed(render_demonstration(found), width=120)


def test_nothing_follows_a_first_one_that_fails(run: Run) -> None:
    assert run(LineOutcome.FAILED).burst.summary.lines == 0
    assert len(run.order) == 1


def test_a_burst_that_goes_through_is_missing_where_attempts_are_counted(run: Run) -> None:
    approved = replace(run(LineOutcome.ACCEPTED), failures=())
    run.of_burst = "decline"
    declined = replace(run(LineOutcome.ACCEPTED), failures=())

    def went_through(found: Demonstration, *, counted: bool) -> bool:
        shown = replace(found, burst=replace(found.burst, stoppable=counted))
        return any("the burst on one card went through" in missing for missing in shown.missing)

    assert went_through(approved, counted=True)
    assert not went_through(approved, counted=False)
    assert not went_through(declined, counted=True)
    text = printed(render_burst(replace(declined.burst, stoppable=True)), width=80)
    assert "A burst of 50 payments on one card" in " ".join(text.split())


@pytest.mark.parametrize(
    ("approved", "uncounted", "through"), [(5, 0, False), (6, 0, True), (5, 45, False), (6, 44, True), (0, 50, False)]
)
def test_at_most_five_of_a_burst_are_approved_of_those_that_were_counted(
    approved: int, uncounted: int, *, through: bool
) -> None:
    blind = {"outcome": "approve", "degraded": ["attempts"]}
    stopped = {"outcome": "decline"}
    answers = [{"outcome": "approve"}] * approved + [blind] * uncounted + [stopped] * (BURST - approved - uncounted)
    summary = DecisionSummary()
    summary.add([LineResult(number=1, outcome=LineOutcome.ACCEPTED, decision=each) for each in answers], 0.1)
    burst = BurstOutcome(summary=summary, stoppable=True)

    assert bool(list(burst.missing)) is through
    assert not list(replace(burst, stoppable=False).missing)


def test_the_payments_of_a_burst_have_one_card_and_ids_of_their_own() -> None:
    payments = [json.loads(line) for line in burst_payments(7, datetime.now(UTC))]

    assert len({each["transaction_id"] for each in payments}) == BURST
    assert {each["metadata"]["card_token"] for each in payments} == {f"{CARD}-7"}


def test_attempts_are_counted_where_a_rule_reads_them() -> None:
    entities = {"card": "metadata.card_token"}
    assert counts_attempts(strategy_of({"when": "card.attempts_10m > 5"}, entities=entities))
    assert not counts_attempts(strategy_of({"when": "card.count_1h > 5"}, entities=entities))
    assert not counts_attempts(strategy_of({"when": "amount > 5"}))


def test_a_score_that_says_otherwise_than_the_client_was_told_is_missing(run: Run) -> None:
    found = run(LineOutcome.ACCEPTED)
    told = found.summary.accepted[0].transaction_id
    score = Score.of({**ROW, "transaction_id": told, "outcome": "decline"})

    missing = replace(found, scores={told: score}, failures=()).missing
    assert f"1 scores say otherwise than the client was told, {told} among them" in missing


def test_what_is_to_be_reviewed_and_waits_for_nobody_is_missing(run: Run) -> None:
    reviewed = Score.of({**ROW, "outcome": "review"})
    found = replace(run(LineOutcome.ACCEPTED), scores={"tx-1": reviewed}, failures=())

    said = f"1 transactions are to be reviewed and have no review, {reviewed.transaction_id} among them"
    assert said in found.missing
    opened = replace(found, in_review=frozenset({reviewed.transaction_id}))
    assert not any("have no review" in each for each in opened.missing)
    assert opened.as_json()["in_review"] == [reviewed.transaction_id]
