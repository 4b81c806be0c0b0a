"""The split of past payments by time: what is trained on, what says when to stop, what calibrates, what is held out.

Between what is trained on and what comes after lies the delay of labels, and again before what is held out: at no
moment is a label used that would not have come by then.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from fraudctl.errors import CommandError
from fraudctl.train.rows import Row
from handlers.decision.entity.feature import DAY

SHARES = {"train": 0.6, "stop": 0.1, "calibrate": 0.1, "held_out": 0.2}
"""Of the time without the two gaps."""

NEEDED = {"train": 50, "stop": 10, "calibrate": 10, "held_out": 10}
"""Frauds that each part has at least: with fewer, chance decides."""

SHORTEST = 14
"""Days beside the gaps."""

MILLISECOND = timedelta(milliseconds=1)


class TooFewLabels(CommandError):
    """Raised when no model can be made of the labels; says how many there are and how many are needed."""


class Parts(NamedTuple):
    """Rows by what they are for, and how many of which no use is made, by the reason."""

    rows: dict[str, list[Row]]
    left_out: dict[str, int]


def split(rows: Sequence[Row], label_delay: timedelta) -> Parts:
    """Return rows, which are in the order of time, by what they are for.

    A payment that was declined and that nobody labelled is no good one. One whose label came after the moment at which
    a part is used is left out of that part: it was no fraud that anybody knew of, and no good payment either.

    Raises:
        TooFewLabels: the time is too short, or a part has too few frauds, or nothing but frauds.
    """
    delay = label_delay // MILLISECOND
    bounds, known_by = _bounds(rows, delay)
    parts, left_out = (
        {name: list[Row]() for name in SHARES},
        {"gap": 0, "declined and unlabelled": 0, "labelled late": 0},
    )
    for row in rows:
        part = next((name for name, (since, until) in bounds.items() if since <= row.timestamp < until), None)
        if part is None:
            left_out["gap"] += 1
        elif row.declined and not row.labelled:
            left_out["declined and unlabelled"] += 1
        elif row.fraud and _received(row, delay) > known_by[part]:
            left_out["labelled late"] += 1
        else:
            parts[part].append(row)
    _check(parts)
    return Parts(parts, left_out)


def _bounds(rows: Sequence[Row], delay: int) -> tuple[dict[str, tuple[float, float]], dict[str, float]]:
    """Return since and until when each part is, and the moment at which its labels are used."""
    first, last = (rows[0].timestamp, rows[-1].timestamp + 1) if rows else (0, 0)
    usable = last - first - 2 * delay
    if usable < SHORTEST * DAY:
        days, gap = (last - first) / DAY, delay / DAY
        said = f"the payments are of {days:.1f} days; with a label delay of {gap:.1f} days, {SHORTEST + 2 * gap:.1f}"
        raise TooFewLabels(f"{said} are needed: two delays lie between what is trained on and what is held out")
    trained = first + SHARES["train"] * usable
    stopped = trained + delay + SHARES["stop"] * usable
    calibrated = stopped + SHARES["calibrate"] * usable
    bounds = {
        "train": (first, trained),
        "stop": (trained + delay, stopped),
        "calibrate": (stopped, calibrated),
        "held_out": (calibrated + delay, last),
    }
    used = calibrated + delay
    return bounds, {"train": trained + delay, "stop": used, "calibrate": used, "held_out": float("inf")}


def _received(row: Row, delay: int) -> int:
    return row.timestamp + delay if row.label_received is None else row.label_received


def _check(parts: dict[str, list[Row]]) -> None:
    short = []
    for name, needed in NEEDED.items():
        frauds = sum(row.fraud for row in parts[name])
        good = len(parts[name]) - frauds
        if frauds < needed or good < needed:
            short.append(f"{name.replace('_', ' ')} has {frauds:,} frauds and {good:,} others")
    if short:
        wanted = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in NEEDED.items())
        raise TooFewLabels(f"too few labels: {'; '.join(short)}; of each there must be at least: {wanted}")
