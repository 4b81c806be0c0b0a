"""A demonstration on a stack whose profiles are in memory, and whose API answers each transaction alike."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fraudctl.client.line_results import LineOutcome, LineResult, SendSummary
from fraudctl.client.parsed_line import ParsedLine, parse_line
from fraudctl.client.reading import NumberedLine
from fraudctl.demo import deciding as deciding_module
from fraudctl.demo import demonstrate as demonstrate_module
from fraudctl.demo.burst import LABEL
from fraudctl.demo.demonstrate import demonstrate
from fraudctl.demo.demonstration import Demonstration
from fraudctl.demo.queued import QueuedDecisions
from fraudctl.observe.failures import Failure
from fraudctl.recovery.function_client import FunctionClient
from tests.fraudctl.profiles.stack_of_profiles import ScoringOfProfiles, StackOfProfiles, stack_of_profiles

WRONG = Failure(stage="ingestion", message="AttributeError: 'x'", place="handlers/ingestion.py, line 33", count=4)


class IdleStack:
    """A stack of a target with profiles, and all else that a demonstration asks of it, which does nothing."""

    def __init__(self, target: StackOfProfiles, workdir: Path) -> None:
        self.target = target
        self.stack, self.seconds, self.resources_by_component = "dev", 1.0, dict[str, Any]()
        self.emulator = self.deployment = self
        self.workdir = workdir


class Idle:
    """A client and an inbox that do nothing."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def close(self) -> None:
        pass

    def take(self, *_: Any, **__: Any) -> list[Any]:
        return []


class Run:
    """Demonstrations of five transactions; `before_sending` is called before any is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, workdir: Path) -> None:
        self.target = stack_of_profiles()
        self.target.exports["alert_threshold"] = "0.8"
        self.scoring: ScoringOfProfiles = self.target.scoring
        self.scoring.clock = lambda: datetime.now(UTC)  # the sample ends now
        self.before_sending: Callable[[], None] = lambda: None
        self.loaded: list[tuple[int, int]] = []
        self.of_burst = "approve"
        """The outcome of every payment of the burst."""
        self.queued = QueuedDecisions()
        self.order: list[str] = []
        """The labels in the order in which they were sent."""
        self._workdir = workdir
        self._patch = monkeypatch

    def __call__(self, outcome: LineOutcome | Sequence[LineOutcome], count: int = 5) -> Demonstration:
        """Return the demonstration where the API answers each of them so."""
        outcomes = [outcome] * count if isinstance(outcome, LineOutcome) else outcome

        class FakeSender:
            def __init__(self, *, summary: SendSummary, progress: Callable[[SendSummary], None], **_: Any) -> None:
                self.summary, self.progress = summary, progress

            def send(sender, lines: Iterable[NumberedLine]) -> SendSummary:  # noqa: N805 -- self is the run
                self.before_sending()
                for number, line in lines:
                    parsed = parse_line(line)
                    assert isinstance(parsed, ParsedLine)
                    in_burst = parsed.label == LABEL
                    self.order.append(parsed.label or "")
                    outcome = LineOutcome.ACCEPTED if in_burst else outcomes[number - 1]
                    decision = {"outcome": self.of_burst if in_burst else "approve", "reasons": []}
                    decided = outcome in (LineOutcome.ACCEPTED, LineOutcome.DUPLICATE)
                    result = LineResult(
                        number=number,
                        outcome=outcome,
                        reason="HTTP 502",
                        transaction_id=parsed.request.transaction_id,
                        label=parsed.label,
                        decision=decision if decided else None,
                    )
                    sender.summary.add([result], 0.1)
                    sender.progress(sender.summary)
                return sender.summary

        def nothing(*_: object) -> list[Any]:
            return []

        self._patch.setattr(deciding_module, "ApiClient", Idle)
        self._patch.setattr(deciding_module, "Sender", FakeSender)
        replaced: dict[str, Any] = {"Inbox": Idle}
        replaced |= dict.fromkeys(("wait_for_scores", "all_scores"), nothing)
        replaced["_in_review"] = lambda *_: frozenset[str]()
        replaced["scored_among"] = lambda _, ids: set(ids)
        replaced["redrive_queued"] = lambda _: self.queued
        replaced["find_logged_failures"] = lambda *_: [WRONG]
        for name, replacement in replaced.items():
            self._patch.setattr(demonstrate_module, name, replacement)
        self._patch.setattr(FunctionClient, "scoring", lambda _: self.scoring)
        stack: Any = IdleStack(self.target, self._workdir)
        return demonstrate(
            stack,
            count=len(outcomes),
            seed=1,
            loaded=lambda done, of: self.loaded.append((done, of)),
            decided=lambda _: None,
            scored=lambda _: None,
        )


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    return Run(monkeypatch, tmp_path)
