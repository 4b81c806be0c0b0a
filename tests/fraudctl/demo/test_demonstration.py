"""Where the API takes nothing the demonstration sends one transaction, and tells why that was not taken."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from rich.console import RenderableType

from fraudctl.client.line_results import Fate, Outcome, Summary
from fraudctl.demo import demonstration
from fraudctl.demo.demonstration import Demonstration, demonstrate
from fraudctl.demo.demonstration_view import shown
from fraudctl.observe.failures import Failure
from fraudctl.terminal.text import Terminal

WRONG = Failure(stage="ingestion", message="AttributeError: 'x'", place="handlers/ingestion.py, line 33", count=4)


class Nothing:
    """A poster, an inbox and a stack that do nothing."""

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
def demo(monkeypatch: pytest.MonkeyPatch) -> Callable[[Outcome], Demonstration]:
    """A demonstration of five transactions, of which each ends alike."""

    def found(*_: object) -> list[Failure]:
        return [WRONG]

    def demo(outcome: Outcome) -> Demonstration:
        def send(lines: Iterable[Any], *_: Any, progress: Callable[[Summary], None], **__: Any) -> Summary:
            summary = Summary()
            for number, _line in lines:
                summary.add([Fate(number=number, outcome=outcome, reason="HTTP 502", transaction_id=str(number))], 0.1)
                progress(summary)
            return summary

        def nothing(*_: object) -> list[Any]:
            return []

        replaced: dict[str, Any] = {"Inbox": Nothing, "Poster": Nothing, "send": send}
        replaced |= dict.fromkeys(("await_scores", "all_scores"), nothing) | {"find_logged_failures": found}
        for name, replacement in replaced.items():
            monkeypatch.setattr(demonstration, name, replacement)
        stack: Any = Nothing()
        return demonstrate(stack, count=5, seed=1, sent=lambda _: None, scored=lambda _: None)

    return demo


def printed(renderable: RenderableType) -> str:
    console = Terminal(width=200)
    with console.capture() as captured:
        console.print(renderable)
    return captured.get()


def test_one_request_that_fails_is_enough(demo: Callable[[Outcome], Demonstration]) -> None:
    failed = demo(Outcome.FAILED)

    assert failed.summary.lines == 1
    assert failed.missing == ["1 not taken: HTTP 502", str(WRONG)]
    assert failed.as_json()["failures"] == [WRONG.as_json()]
    assert "AttributeError: 'x' (handlers/ingestion.py, line 33)" in printed(shown(failed))


def test_all_are_sent_where_the_first_is_accepted(demo: Callable[[Outcome], Demonstration]) -> None:
    assert demo(Outcome.ACCEPTED).summary.lines == 5
