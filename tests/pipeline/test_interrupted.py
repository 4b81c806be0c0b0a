"""A command that a signal ends unwinds: nothing is left when it exits, and it says in a line that it was ended."""

import os
import pty
import signal
from time import sleep

import pytest

from emulator.process.workdir import SCRATCH
from tests.pipeline.command_home import FRAUDCTL, Home
from tests.pipeline.waiting import becomes_true

UP = ("local", "up")
DEMO = ("demo", "--count", "200")
WORKDIR = "temporary/fraudctl-*"
WORKER = f"{WORKDIR}/{SCRATCH}/ministack-lambda-*"
STARTING, DEPLOYING = f"{WORKDIR}/emulator.log", f"{WORKDIR}/{SCRATCH}/ministack-*.pid"
SIGNALS = {signal.SIGINT: "interrupted\n", signal.SIGTERM: "stopped\n", signal.SIGHUP: "stopped\n"}


@pytest.mark.parametrize(
    ("sign", "number"), [(STARTING, signal.SIGINT), *((DEPLOYING, number) for number in SIGNALS)], ids=str
)
def test_a_signal_ends_a_start(number: signal.Signals, sign: str, home: Home) -> None:
    with home.start(*UP) as running:
        assert becomes_true(home.found(sign))
        running.send_signal(number)

    assert running.returncode == 128 + number, home.errors
    assert home.left() == []
    assert home.errors.endswith(SIGNALS[number])
    assert "Traceback" not in home.errors


def test_a_signal_ends_a_demonstration(home: Home) -> None:
    with home.start(*DEMO) as running:
        assert becomes_true(home.found(WORKER))
        running.terminate()

    assert running.returncode == 128 + signal.SIGTERM, home.errors
    assert home.left() == []
    assert "Traceback" not in home.errors


def test_further_signals_change_nothing(home: Home) -> None:
    with home.start(*DEMO) as running:
        assert becomes_true(home.found(WORKER))
        running.send_signal(signal.SIGINT)
        running.send_signal(signal.SIGTERM)

    assert running.returncode == 128 + signal.SIGINT, home.errors
    assert home.left() == []
    assert "Traceback" not in home.errors


def test_a_person_who_cannot_wait_gets_away_and_still_leaves_nothing(home: Home) -> None:
    with home.start(*DEMO) as running:
        assert becomes_true(home.found(WORKER))
        for _ in range(3):
            running.send_signal(signal.SIGINT)
            sleep(0.05)  # signals of one number that come together are one
    assert becomes_true(lambda: not home.left()), home.left()
    assert "Traceback" not in home.errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_the_way_to_end_a_running_stack(number: signal.Signals, home: Home) -> None:
    with home.start(*UP) as running:
        assert becomes_true(home.deployed)
        running.send_signal(number)

    assert running.returncode in {0, 128 + number}, home.errors  # the latter while it was being written
    assert home.left() == []
    assert home.errors.rstrip().endswith(("stopped", "interrupted"))


def test_what_nohup_ignores_stays_ignored(home: Home) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with home.start(*UP) as running:
            assert becomes_true(home.deployed)
            running.send_signal(signal.SIGHUP)
            assert not becomes_true(lambda: running.poll() is not None, seconds=0.5)
            running.terminate()
    finally:
        signal.signal(signal.SIGHUP, before)
    assert home.left() == []


def test_a_terminal_that_is_closed_ends_the_demonstration(home: Home) -> None:
    home.temporary.mkdir()
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(home.folder)
        os.execve(FRAUDCTL, [str(FRAUDCTL), *DEMO], home.environment)  # noqa: S606 -- our own command
    while not home.found(WORKER)():
        assert os.read(terminal, 65536)
    os.close(terminal)
    _, status = os.waitpid(pid, 0)

    assert os.waitstatus_to_exitcode(status) == 128 + signal.SIGHUP
    assert home.left() == []
