"""The split of past payments by time: what is trained on, what says when to stop, what calibrates, what is held out.

Between what is trained on and what comes after lies the delay of labels, and again before what is held out: at no
moment is a label used that would not have come by then. Where two delays would eat most of the time, the second one is
left out: then what calibrates uses labels that came while the held-out payments were made. They choose how many trees
there are and two numbers beside, and nothing else of a model.
"""

from collections import Counter
from datetime import timedelta
from typing import NamedTuple

from fraudctl.errors import CommandError
from fraudctl.train.table import NEVER, Outcomes, Table
from handlers.decision.entity.feature import DAY

SHARES = {"train": 0.6, "stop": 0.1, "calibrate": 0.1, "held_out": 0.2}
"""Of the time without the gaps."""

PARTS = tuple(SHARES)
NO_PART = 255
"""The part of a row of which no use is made."""

NEEDED = {"train": 50, "stop": 10, "calibrate": 10, "held_out": 10}
"""Frauds that each part has at least: with fewer, chance decides."""

SHORTEST = 14
"""Days beside the gaps."""

MOST_GAPS = 0.5
"""The share of the time that two gaps may take."""

MILLISECOND = timedelta(milliseconds=1)

GAP, DECLINED, LATE = "gap", "declined and unlabelled", "labelled late"
"""Reasons for which no use is made of a row."""


class TooFewLabels(CommandError):
    """Raised when no model can be made of the labels; says how many there are and how many are needed."""


class Counts(NamedTuple):
    """The rows of a part."""

    payments: int
    frauds: int
    first: int
    """Times in epoch milliseconds."""
    last: int


class Parts(NamedTuple):
    """The part of each row, and what there is of each."""

    places: bytearray
    """The place of a row's part in PARTS, or NO_PART."""
    refit: bytearray
    """1 for each row whose outcome is known by now: the model that is written is fitted to these."""
    counts: dict[str, Counts]
    left_out: dict[str, int]
    gaps: int
    """Delays that lie between the parts."""


def lay_out(table: Table, parts: Parts) -> None:
    """Write beside a table's features what programs in .train read of its rows: labels, parts, what is fitted to."""
    (table.folder / "labels.bin").write_bytes(table.outcomes.frauds)
    (table.folder / "parts.bin").write_bytes(parts.places)
    (table.folder / "refit.bin").write_bytes(parts.refit)


class _Bounds(NamedTuple):
    since: float
    until: float
    known_by: float
    """The moment at which the part's labels are used."""


def split(outcomes: Outcomes, label_delay: timedelta) -> Parts:
    """Return what each row is for.

    A payment that was declined and that nobody labelled is no good one. One whose label came after the moment at which
    a part is used is left out of that part: it was no fraud that anybody knew of, and no good payment either. Known by
    now is what somebody labelled, and what nobody did in the time in which labels come.

    Raises:
        TooFewLabels: the time is too short, or a part has too few frauds, or nothing but frauds.
    """
    delay = label_delay // MILLISECOND
    bounds, gaps = _bounds(outcomes, delay)
    places, refit = bytearray(), bytearray()
    left_out = Counter({GAP: 0, DECLINED: 0, LATE: 0})
    last = outcomes.times[-1] if len(outcomes) else 0
    for row, time in enumerate(outcomes.times):
        fraud, unknown = outcomes.frauds[row], outcomes.declined[row] and not outcomes.labelled[row]
        refit.append(not unknown and (outcomes.labelled[row] or time <= last - delay))
        place = next((place for place, each in enumerate(bounds) if each.since <= time < each.until), NO_PART)
        if place == NO_PART:
            left_out[GAP] += 1
        elif unknown:
            place, left_out[DECLINED] = NO_PART, left_out[DECLINED] + 1
        elif fraud and _received(outcomes, row, delay) > bounds[place].known_by:
            place, left_out[LATE] = NO_PART, left_out[LATE] + 1
        places.append(place)
    counts = _counts(outcomes, places)
    _check(counts)
    return Parts(places, refit, counts, dict(left_out), gaps)


def _bounds(outcomes: Outcomes, delay: int) -> tuple[list[_Bounds], int]:
    """Return since and until when each part is, with the moment of its labels, and how many gaps there are."""
    first, last = (outcomes.times[0], outcomes.times[-1] + 1) if len(outcomes) else (0, 0)
    span = last - first
    gaps = 2 if span - 2 * delay >= SHORTEST * DAY and 2 * delay <= MOST_GAPS * span else 1
    usable = span - gaps * delay
    if usable < SHORTEST * DAY:
        days, gap = span / DAY, delay / DAY
        said = f"the payments are of {days:.1f} days; with a label delay of {gap:.1f} days, {SHORTEST + gap:.1f}"
        raise TooFewLabels(f"{said} are needed: the delay lies between what is trained on and what it is judged by")
    trained = first + SHARES["train"] * usable
    stopped = trained + delay + SHARES["stop"] * usable
    calibrated = stopped + SHARES["calibrate"] * usable
    held_out = calibrated + delay if gaps > 1 else calibrated
    used = calibrated + delay
    return [
        _Bounds(first, trained, trained + delay),
        _Bounds(trained + delay, stopped, used),
        _Bounds(stopped, calibrated, used),
        _Bounds(held_out, last, float("inf")),
    ], gaps


def _received(outcomes: Outcomes, row: int, delay: int) -> int:
    received = outcomes.received[row]
    return outcomes.times[row] + delay if received == NEVER else received


def _counts(outcomes: Outcomes, places: bytearray) -> dict[str, Counts]:
    found = {}
    for place, name in enumerate(PARTS):
        first, last = places.find(place), places.rfind(place)
        times = (outcomes.times[first], outcomes.times[last]) if first >= 0 else (0, 0)
        frauds = sum(1 for part, fraud in zip(places, outcomes.frauds, strict=True) if fraud and part == place)
        found[name] = Counts(places.count(place), frauds, *times)
    return found


def _check(counts: dict[str, Counts]) -> None:
    short = []
    for name, needed in NEEDED.items():
        frauds, good = counts[name].frauds, counts[name].payments - counts[name].frauds
        if frauds < needed or good < needed:
            short.append(f"{name.replace('_', ' ')} has {frauds:,} frauds and {good:,} others")
    if short:
        wanted = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in NEEDED.items())
        raise TooFewLabels(f"too few labels: {'; '.join(short)}; of each there must be at least: {wanted}")
