"""If the API accepts nothing, the demonstration sends one transaction and reports why it was not accepted."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from fraudctl.client.line_results import LineOutcome, LineResult, SendSummary
from fraudctl.client.scores import Score
from fraudctl.demo import demonstration
from fraudctl.demo.demonstration import Demonstration, demonstrate
from fraudctl.demo.demonstration_view import render_demonstration
from fraudctl.observe.failures import Failure
from tests.fraudctl.client.score_rows import ROW
from tests.fraudctl.printed import printed

WRONG = Failure(stage="ingestion", message="AttributeError: 'x'", place="handlers/ingestion.py, line 33", count=4)


class IdleStack:
    """A client, an inbox and a stack that do nothing."""

    exports = {"alert_threshold": "0.8"}  # noqa: RUF012 -- nobody writes to it
    stack = "dev"
    seconds = 1.0
    resources_by_component: dict[str, Any] = {}  # noqa: RUF012 -- likewise

    def __init__(self, *_: Any, **__: Any) -> None:
        self.target = self.deployment = self

    def close(self) -> None:
        pass

    def take(self, *_: Any, **__: Any) -> list[Any]:
        return []


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> Callable[[LineOutcome], Demonstration]:
    """Return a function that demonstrates five transactions with the same outcome."""

    def found(*_: object) -> list[Failure]:
        return [WRONG]

    def demo(outcome: LineOutcome) -> Demonstration:
        class FakeSender:
            def __init__(self, *, progress: Callable[[SendSummary], None], **_: Any) -> None:
                self.progress = progress

            def send(self, lines: Iterable[Any]) -> SendSummary:
                summary = SendSummary()
                for number, _line in lines:
                    result = LineResult(number=number, outcome=outcome, reason="HTTP 502", transaction_id=str(number))
                    summary.add([result], 0.1)
                    self.progress(summary)
                return summary

        def nothing(*_: object) -> list[Any]:
            return []

        replaced: dict[str, Any] = {"Inbox": IdleStack, "ApiClient": IdleStack, "Sender": FakeSender}
        replaced |= dict.fromkeys(("wait_for_scores", "all_scores"), nothing) | {"find_logged_failures": found}
        for name, replacement in replaced.items():
            monkeypatch.setattr(demonstration, name, replacement)
        stack: Any = IdleStack()
        return demonstrate(stack, count=5, seed=1, sent=lambda _: None, scored=lambda _: None)

    return demo


def test_one_request_that_fails_is_enough(demo: Callable[[LineOutcome], Demonstration]) -> None:
    failed = demo(LineOutcome.FAILED)

    assert failed.summary.lines == 1
    assert failed.missing == ["1 not taken: HTTP 502", str(WRONG)]
    assert failed.as_json()["failures"] == [WRONG.as_json()]
    assert "AttributeError: 'x' (handlers/ingestion.py, line 33)" in printed(render_demonstration(failed), width=200)


def test_an_alert_is_shown_with_its_outcome_and_one_by_outcome_alone_is_expected(
    demo: Callable[[LineOutcome], Demonstration],
) -> None:
    declined = Score.of({**ROW, "fraud_score": Decimal(0), "outcome": "decline"})
    alert = {name: ROW[name] for name in ("transaction_id", "amount", "merchant", "reasons")}
    seen = replace(
        demo(LineOutcome.ACCEPTED),
        scores={"tx-1": declined},
        alerts=[{**alert, "fraud_score": Decimal(0), "outcome": "decline"}],
        failures=(),
    )

    assert seen.risky == [declined]
    assert not any("raised no alert" in missing for missing in seen.missing)
    assert "raised no alert" in replace(seen, alerts=[]).missing[-1]
    assert "decline" in printed(render_demonstration(seen), width=80)


def test_all_are_sent_where_the_first_is_accepted(demo: Callable[[LineOutcome], Demonstration]) -> None:
    assert demo(LineOutcome.ACCEPTED).summary.lines == 5
