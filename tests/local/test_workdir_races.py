"""A start that makes and locks its folder, against another's sweep: every order of their steps, and every death."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fraudctl.local import workdir
from fraudctl.local.workdir import claim, new_name, sweep
from tests.local.interleaving import Killed, Work, orders, run

CLAIM = 4
"""Steps: make the folder, open it, lock it, look whether it is still there."""
SWEEP = 6
"""Steps: list, open, lock, look whether it is still there, remove, close, which unlocks."""


_flock, _close, _open, _is_at = fcntl.flock, os.close, workdir._open, workdir._is_at  # noqa: SLF001 -- the steps


class Race:
    """One start and one sweep in one temporary folder."""

    def __init__(self, folder: Path, starting: int | None = None, sweeping: int | None = None) -> None:
        """Each is killed after so many steps, or lives."""
        self.folder = folder
        self.opened: list[int] = []
        start = Work(lambda: self._claimed.append(claim(folder)), lives=starting)
        self._works = start, Work(lambda: sweep(folder.parent), lives=sweeping)
        self._claimed: list[int] = []

    def run(self, order: tuple[int, ...]) -> None:
        run(order, *self._works)
        for work in self._works:
            assert work.error is None or isinstance(work.error, Killed)

    @property
    def has_owner(self) -> bool:
        """Whether the start's folder is where it was made."""
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
        for work in self._works:
            work.step()

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


@pytest.fixture
def race(tmp_path: Path) -> Iterator[Callable[..., Race]]:
    """Begins a race whose works stop at each of their steps."""
    with pytest.MonkeyPatch.context() as patch:

        def begin(*lives: int | None) -> Race:
            patch.undo()
            begun = Race(tmp_path / new_name(), *lives)
            patch.setattr(Path, "mkdir", begun.paused(Path.mkdir))
            patch.setattr(Path, "iterdir", begun.paused(Path.iterdir))
            patch.setattr(shutil, "rmtree", begun.paused(shutil.rmtree))
            patch.setattr(workdir, "_is_at", begun.paused(_is_at))
            patch.setattr(workdir, "_open", begun.open)
            patch.setattr(fcntl, "flock", begun.lock)
            patch.setattr(os, "close", begun.close)
            return begun

        yield begin


def test_a_living_owner_keeps_its_folder_in_every_order(race: Callable[..., Race]) -> None:
    for order in orders(CLAIM, SWEEP):
        begun = race()
        begun.run(order)
        begun.sweep()
        assert begun.has_owner, order
        begun.owner_dies()
        begun.sweep()
        assert not begun.folder.exists(), order


@pytest.mark.parametrize("lives", range(CLAIM + 1))
def test_an_owner_that_dies_at_any_step_leaves_nothing_after_the_next_sweep(
    lives: int, race: Callable[..., Race]
) -> None:
    for order in orders(lives, SWEEP):
        begun = race(lives, None)
        begun.run(order)
        begun.owner_dies()
        begun.sweep()
        assert not begun.folder.exists(), order


@pytest.mark.parametrize("lives", range(SWEEP + 1))
def test_a_sweep_that_dies_at_any_step_takes_nothing_from_an_owner(lives: int, race: Callable[..., Race]) -> None:
    for order in orders(CLAIM, lives):
        begun = race(None, lives)
        begun.run(order)
        assert begun.has_owner, order
        begun.owner_dies()
        begun.sweep()
        assert not begun.folder.exists(), order
