"""A block can handle signals: the first is its own, the second ends it, the third ends the process."""

import signal
from threading import Thread

import pytest

from fraudctl.interruption import Interrupted, defer_signals, handle_signals

NUMBERS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_first_signal_calls_and_the_second_unwinds(number: signal.Signals) -> None:
    before, called = signal.getsignal(number), []

    def block() -> None:
        with handle_signals(lambda: called.append("first")):
            signal.raise_signal(number)
            called.append("went on")
            signal.raise_signal(number)
            called.append("not reached")

    with pytest.raises(Interrupted):
        block()

    assert called == ["first", "went on"]
    assert signal.getsignal(number) == before


def test_a_block_may_handle_the_second_signal_as_well() -> None:
    called: list[str] = []

    with handle_signals(lambda: called.append("first"), lambda: called.append("second")):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)

    assert called == ["first", "second"]


def test_a_deferred_signal_counts_after_the_block() -> None:
    said: list[str] = []

    def block() -> None:
        with defer_signals():
            said.append("a")
            signal.raise_signal(signal.SIGINT)
            said.append("b")

    with pytest.raises(Interrupted):
        block()

    assert said == ["a", "b"]


def test_a_hangup_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with handle_signals(pytest.fail):
            signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_another_thread_hears_no_signal_and_changes_no_handler() -> None:
    before, found = signal.getsignal(signal.SIGINT), []

    def run() -> None:
        with handle_signals(lambda: None):
            found.append(signal.getsignal(signal.SIGINT))

    thread = Thread(target=run)
    thread.start()
    thread.join()

    assert found == [before]
