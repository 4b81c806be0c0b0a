"""A simulation of labelled transactions: customers with habits, and fraud that departs from them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from simulation.stream import labelled_transactions
from simulation.transaction import LEGITIMATE, LabelledTransaction

__all__ = ["DEFAULT_START", "LATEST_START", "LEGITIMATE", "LabelledTransaction", "simulate"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DEFAULT_START = datetime(2026, 1, 5, tzinfo=UTC)  # never the clock: the same seed must give the same bytes tomorrow
LATEST_START = datetime(2100, 1, 1, tzinfo=UTC)  # beyond it lie seconds mistaken for milliseconds, and microseconds


def simulate(count: int, seed: int, start: datetime | int = DEFAULT_START) -> Iterator[LabelledTransaction]:
    """Return the first `count` transactions of the stream that `seed` and `start` (epoch milliseconds) determine.

    They come lazily, in order of time, about 1,000 for each simulated day; a shorter run is the beginning of a longer
    one. Identifiers repeat with the seed and start, so sending a run twice makes duplicates and nothing else.

    Raises:
        ValueError: an argument breaks its rule; raised at the call, not at the first transaction.
    """
    if not _is_integer(count) or count < 1:
        raise ValueError(f"count must be an integer of at least 1, not {count!r}")
    if not _is_integer(seed):
        raise ValueError(f"seed must be an integer, so that the same seed gives the same bytes, not {seed!r}")
    return islice(labelled_transactions(seed, _milliseconds(start)), count)


def _milliseconds(start: datetime | int) -> int:
    if isinstance(start, datetime):
        if start.tzinfo is None:
            raise ValueError(f"start must say its time zone, or it means another moment on each machine, not {start!r}")
        moment = (start - EPOCH) // timedelta(milliseconds=1)
    elif _is_integer(start):
        moment = start
    else:
        raise ValueError(f"start must be a datetime or epoch milliseconds as an integer, not {start!r}")
    if not 0 <= moment <= (LATEST_START - EPOCH) // timedelta(milliseconds=1):
        raise ValueError(f"start must lie between 1970 and {LATEST_START.year}, in epoch milliseconds, not {start!r}")
    return moment


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
