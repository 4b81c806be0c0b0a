"""The region that is measured with: its simulation takes minutes, so that it is kept in a file for the day."""

import hashlib
import time

import msgspec

from bench.measurement import Say, Scale
from bench.region import KnownRegion, RegionContent
from bench.region_simulation import DAYS, simulate_region
from components.compute.code import PROJECT
from handlers.decision.entity.feature import DAY
from simulation import World

CUSTOMERS, FEWER = 100_000, 2_000
"""Of the whole measurement, and of a quick one. Everywhere a customer pays twice a day on average."""

FILES = PROJECT / ".build" / "bench"
SOURCES = ("simulation", "handlers/contract", "handlers/decision", "bench/region_simulation.py")
"""All that determines what a region's file has in it, beside the day."""


def known_region(scale: Scale, say: Say) -> KnownRegion:
    """Return the region of this scale, from its file if there is one; its weeks ended a day ago."""
    customers = scale.pick(full=CUSTOMERS, quick=FEWER)
    start = (int(time.time() * 1000) // DAY - DAYS - 1) * DAY
    file = FILES / f"region-{customers}-{start // DAY}-{_digest()}.msgpack"
    if not file.exists():
        made = simulate_region(World(seed=14, customers=customers, start=start), say)
        FILES.mkdir(parents=True, exist_ok=True)
        for old in FILES.glob(f"region-{customers}-*.msgpack"):
            old.unlink()
        unfinished = file.with_suffix(".unfinished")
        unfinished.write_bytes(msgspec.msgpack.encode(made))
        unfinished.replace(file)
    return KnownRegion(msgspec.msgpack.decode(file.read_bytes(), type=RegionContent))


def _digest() -> str:
    """Return a digest of the code that makes a region."""
    digest = hashlib.sha256()
    for source in SOURCES:
        path = PROJECT / source
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(str(file.relative_to(PROJECT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
