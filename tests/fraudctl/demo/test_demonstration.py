"""If the API accepts nothing, the demonstration sends one transaction and reports why it was not accepted."""

from dataclasses import replace
from decimal import Decimal

from fraudctl.client.line_results import LineOutcome
from fraudctl.client.scores import Score
from fraudctl.demo.demonstration_view import render_demonstration
from tests.fraudctl.client.score_rows import ROW
from tests.fraudctl.demo.conftest import WRONG, Run
from tests.fraudctl.printed import printed


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


def test_all_are_sent_where_the_first_is_accepted(run: Run) -> None:
    assert run(LineOutcome.ACCEPTED).summary.lines == 5
