"""A command that is killed leaves nothing; where everything is killed at once, the next start removes what is left."""

import signal
from pathlib import Path

import pytest

from emulator.process.workdir import SCRATCH
from tests.pipeline.command_home import Home
from tests.pipeline.waiting import becomes_true

UP = ("local", "up")
DEMO = ("demo", "--count", "200")
WORKDIR = "temporary/fraudctl-*"
WORKER = f"{WORKDIR}/{SCRATCH}/ministack-lambda"
MOMENTS = {
    "the imports": (DEMO, "errors"),
    "the making of the folder": (DEMO, WORKDIR),
    "the emulator's start": (DEMO, f"{WORKDIR}/emulator.log"),
    "the deployment": (UP, f"{WORKDIR}/{SCRATCH}/ministack-*.pid"),
    "the writing of the state file": (UP, "state/fraud-detection/local/*.json"),
    "cold starts": (DEMO, f"{WORKER}-transaction-decision-*/code/*"),
    "traffic": (DEMO, f"{WORKER}-fraud-scorer-*/code/*"),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_command_leaves_nothing_that_is_killed_during(moment: str, home: Home) -> None:
    command, sign = MOMENTS[moment]
    with home.start(*command) as running:
        assert becomes_true(home.found(sign))
        running.kill()
    assert becomes_true(lambda: not home.left()), home.left()


def test_a_kill_during_the_clean_up_does_not_stop_it(home: Home) -> None:
    with home.start(*DEMO) as running:
        assert becomes_true(home.found(f"{WORKER}-*"))
        running.send_signal(signal.SIGTERM)
        running.kill()
    assert becomes_true(lambda: not home.left()), home.left()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
def test_the_next_start_removes_what_is_left_when_everything_is_killed_at_once(home: Home) -> None:
    with home.start(*DEMO):
        assert becomes_true(home.found(f"{WORKER}-*/code/*"))
        home.kill_everything()
    with home.start(*UP):
        assert becomes_true(home.deployed)
        home.kill_everything()
    assert len(list(home.temporary.iterdir())) == 1  # the second start has removed the first one's folder
    assert home.state.exists()

    with home.start(*UP) as running:
        assert becomes_true(lambda: "deploying" in home.errors)
        assert len(list(home.temporary.iterdir())) == 1
        assert not home.deployed()
        running.terminate()
    assert home.left() == []
