"""What holds for every test."""

import gc
import os
import secrets

import moto.core  # noqa: F401 -- it hooks into botocore sessions made after it; the handlers make theirs at import

os.environ.setdefault("INTERLEAVINGS_SEED", str(secrets.randbits(32)))  # before pytest-xdist starts its workers


def pytest_report_header() -> str:
    """Print what repeats the orders that this run tries at random."""
    return f"INTERLEAVINGS_SEED={os.environ['INTERLEAVINGS_SEED']}"


def pytest_collection_finish() -> None:
    """Have the collector leave alone what was imported, and look less often: it took a third of the tests' time."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
