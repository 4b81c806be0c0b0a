"""Scores that will not come are not waited for, and the functions' errors are returned."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from fraudctl.demo import score_wait
from fraudctl.demo.score_wait import (
    SCORE_TIMEOUT,
    SCORE_TIMEOUT_AFTER_ERRORS,
    START_CHECK_AFTER,
    Clock,
    wait_for_scores,
)
from fraudctl.observe.failures import Failure

BEGAN = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WRONG = Failure(stage="scoring", message="KeyError: 'x'", place="handlers/scoring.py, line 1", count=1)


class FakeClock:
    """A clock that advances only by waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.clock = Clock(now=lambda: self.now, wait=self.advance)

    def advance(self, seconds: float) -> None:
        self.now += seconds


class RunningStack:
    """A stack that never ends by itself."""

    target: Any = None

    def check(self) -> None:
        pass


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Sequence[Failure], float]]:
    """Return a function that waits for ten scores and returns the errors found and the seconds taken."""

    def wait(
        scores: Callable[[float], int],
        *,
        errors: Callable[[float], list[Failure]] = lambda _: [],
        unstarted: Sequence[Failure] = (),
    ) -> tuple[Sequence[Failure], float]:
        passing, stack = FakeClock(), RunningStack()
        monkeypatch.setattr(score_wait, "count_scores", lambda _: scores(passing.now))
        monkeypatch.setattr(score_wait, "find_logged_failures", lambda *_: errors(passing.now))
        monkeypatch.setattr(score_wait, "find_invocation_failures", lambda _: iter(unstarted))
        found = wait_for_scores(stack, 10, BEGAN, lambda _: None, passing.clock)  # type: ignore[arg-type]  # as much of one
        return found, passing.now

    return wait


def test_it_ends_when_all_have_come(wait: Any) -> None:
    assert wait(int) == ((), pytest.approx(10, abs=0.2))


def test_an_error_that_is_logged_ends_it_soon(wait: Any) -> None:
    found, seconds = wait(lambda _: 0, errors=lambda now: [WRONG] if now > 1 else [])

    assert found == [WRONG]
    assert seconds == pytest.approx(SCORE_TIMEOUT_AFTER_ERRORS, abs=0.2)


def test_scores_that_come_in_spite_of_an_error_are_waited_for(wait: Any) -> None:
    assert wait(lambda now: int(now) // 3, errors=lambda _: [WRONG])[0] == ()


def test_a_function_that_cannot_start_and_logs_nothing_is_asked(wait: Any) -> None:
    found, seconds = wait(lambda _: 3, unstarted=[WRONG])

    assert found == [WRONG]
    assert seconds == pytest.approx(START_CHECK_AFTER, abs=1.2)


def test_without_any_error_it_is_patient(wait: Any) -> None:
    assert wait(lambda _: 0) == ([], pytest.approx(SCORE_TIMEOUT, abs=0.2))
