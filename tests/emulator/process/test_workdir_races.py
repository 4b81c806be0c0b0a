"""A start that makes and locks its folder, against another's sweep: every order of their steps, and every death."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from emulator.process import workdir
from emulator.process.workdir import claim, new_name, sweep
from tests.interleavings.actor import Crash, InjectedFault
from tests.interleavings.schedule import ScheduledRun
from tests.interleavings.search import every_order

_flock, _close, _open, _is_at = fcntl.flock, os.close, workdir._open, workdir._is_at  # noqa: SLF001 -- the steps


START, SWEEP = 0, 1
"""The actors: one makes, opens and locks its folder and looks whether it is still there; the other lists, opens, locks,
looks, removes, and closes, which unlocks."""


class Race:
    """One start and one sweep in one temporary folder."""

    def __init__(self, folder: Path, run: ScheduledRun) -> None:
        self.folder = folder
        self.opened: list[int] = []
        self._run = run
        self._claimed: list[int] = []

    def works(self) -> list[Callable[[], Any]]:
        return [lambda: self._claimed.append(claim(self.folder)), lambda: sweep(self.folder.parent)]

    @property
    def has_owner(self) -> bool:
        """Return whether the start's folder is where it was made."""
        (descriptor,) = self._claimed
        return os.path.samestat(self.folder.stat(), os.fstat(descriptor))

    def owner_dies(self) -> None:
        """Close what is open, as the kernel does for a dead process."""
        while self.opened:
            _close(self.opened.pop())

    def sweep(self) -> None:
        """Sweep in one go."""
        sweep(self.folder.parent)

    def pause(self) -> None:
        self._run.call(lambda: None)

    def paused(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            self.pause()
            return original(*arguments, **options)

        return call

    def lock(self, descriptor: int, how: int) -> None:
        """Wait for a lock a step at a time, so that the other can go on."""
        while True:
            self.pause()
            try:
                return _flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if how & fcntl.LOCK_NB:
                    raise
                self._run.wait()

    def open(self, folder: Path) -> int:
        self.pause()
        descriptor = _open(folder)
        self.opened.append(descriptor)
        return descriptor

    def close(self, descriptor: int) -> None:
        try:
            if descriptor in self.opened:
                self.pause()
        finally:  # also where the process dies
            if descriptor in self.opened:
                self.opened.remove(descriptor)
            _close(descriptor)


Races = Callable[[InjectedFault | None], Iterator[Race]]


@pytest.fixture
def races(tmp_path: Path) -> Iterator[Races]:
    """Run a start and a sweep in every order of their steps, each time in a folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        begun: list[Race] = []

        def start(run: ScheduledRun) -> list[Callable[[], Any]]:
            patch.undo()
            race = Race(tmp_path / new_name(), run)
            patch.setattr(Path, "mkdir", race.paused(Path.mkdir))
            patch.setattr(Path, "iterdir", race.paused(Path.iterdir))
            patch.setattr(shutil, "rmtree", race.paused(shutil.rmtree))
            patch.setattr(workdir, "_is_at", race.paused(_is_at))
            patch.setattr(workdir, "_open", race.open)
            patch.setattr(fcntl, "flock", race.lock)
            patch.setattr(os, "close", race.close)
            begun.append(race)
            return race.works()

        def every_race(fault: InjectedFault | None) -> Iterator[Race]:
            for run in every_order(start, fault):
                for actor in run.actors:
                    assert actor.error is None or isinstance(actor.error, Crash), run
                yield begun[-1]

        yield every_race


def test_a_living_owner_keeps_its_folder_in_every_order(races: Races) -> None:
    for race in races(None):
        race.sweep()
        assert race.has_owner
        race.owner_dies()
        race.sweep()
        assert not race.folder.exists()


@pytest.mark.parametrize("step", range(1, 6))
def test_an_owner_that_dies_at_any_step_leaves_nothing_after_the_next_sweep(step: int, races: Races) -> None:
    for race in races(InjectedFault(START, step, "crash")):
        race.owner_dies()
        race.sweep()
        assert not race.folder.exists()


@pytest.mark.parametrize("step", range(1, 8))
def test_a_sweep_that_dies_at_any_step_takes_nothing_from_an_owner(step: int, races: Races) -> None:
    for race in races(InjectedFault(SWEEP, step, "crash")):
        assert race.has_owner
        race.owner_dies()
        race.sweep()
        assert not race.folder.exists()
