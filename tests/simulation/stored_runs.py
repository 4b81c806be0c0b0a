"""Simulated runs that outlive the process that made them: a run takes ten times as long to simulate as to load.

They are kept under the digest of all that determines them, so that a change of the simulation makes them anew.
"""

import fcntl
import pickle
import sys
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import simulation
from simulation import LabelledTransaction, World, simulate_world

STORE = Path(__file__).parents[2] / ".build" / "simulated"


@cache
def version() -> str:
    """Return a digest of the simulation's sources, as this Python runs them."""
    digest = sha256(sys.version.encode())
    for source in sorted(Path(simulation.__file__).parent.rglob("*.py")):
        digest.update(source.name.encode() + source.read_bytes())
    return digest.hexdigest()[:16]


def simulated(world: World, count: int) -> Sequence[LabelledTransaction]:
    """Return the first transactions of a world; the first process that asks simulates them, and others wait for it."""
    STORE.mkdir(parents=True, exist_ok=True)
    stored = STORE / f"{version()}-{sha256(f'{world} {count}'.encode()).hexdigest()[:16]}.pickle"
    with stored.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stored.exists():
            _store(list(simulate_world(world, count=count)), stored)
    run: Sequence[LabelledTransaction] = pickle.loads(stored.read_bytes())  # noqa: S301 -- our own
    return run


def _store(run: Sequence[LabelledTransaction], into: Path) -> None:
    """Store a run whole or not at all, and remove those of other versions."""
    for old in STORE.glob("*.pickle"):
        if not old.name.startswith(version()):
            old.unlink(missing_ok=True)
    unfinished = into.with_suffix(".unfinished")
    unfinished.write_bytes(pickle.dumps(run, pickle.HIGHEST_PROTOCOL))
    unfinished.rename(into)
