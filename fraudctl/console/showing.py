"""Filters of the templates: texts from outside, times, amounts and outcomes, as a reader has them."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from fraudctl.reviews.review_view import who
from fraudctl.terminal.escaping import escape_invisible
from fraudctl.terminal.times import format_iso

SHORT = 48
"""Characters of a text in a row."""

LONG = 240
"""Characters of a text above which the rest is folded away."""

OUTCOMES = {"approve": "✓", "review": "?", "decline": "✕"}
"""Signs of the outcomes, so that colour is never the only one."""


def whole(value: object) -> Markup:
    """Return a text from outside, apart from the writing around it; what is long is cut, with the whole to unfold."""
    said = escape_invisible(str(value))
    if len(said) <= LONG:
        return Markup("<bdi>{}</bdi>").format(said)
    return Markup(
        '<details class="long"><summary><bdi>{}…</bdi> <span class="quiet">{:,} characters</span></summary>'
        "<bdi>{}</bdi></details>"
    ).format(said[:LONG], len(said), said)


def short(value: object, most: int = SHORT) -> Markup:
    """Return a text from outside in a row, cut where it is long."""
    said = escape_invisible(str(value))
    cut = said if len(said) <= most else f"{said[: most - 1]}…"
    return Markup("<bdi>{}</bdi>").format(cut)


def moment(value: object) -> Markup:
    """Return a time, given as such, in ISO 8601 or in epoch milliseconds; the script shows it in the viewer's zone."""
    if (at := as_time(value)) is None:
        return whole(value)
    utc = f"{at:%Y-%m-%d %H:%M:%S} UTC"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(format_iso(at), utc, utc)


def age(value: object, now: datetime) -> Markup:
    """Return how long ago a time is, or in how long it comes, in its largest unit; the time itself in the title."""
    if (at := as_time(value)) is None:
        return whole(value)
    seconds = int((now - at).total_seconds())
    said = length(abs(seconds))
    worded = f"{said} ago" if seconds >= 0 else f"in {said}"
    return Markup('<time datetime="{}" title="{:%Y-%m-%d %H:%M:%S} UTC" data-age>{}</time>').format(
        format_iso(at), at, worded
    )


def length(seconds: int) -> str:
    """Return a length of time in its largest unit."""
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size:,} {unit}"
    return "less than 1 min"


def as_time(value: object) -> datetime | None:
    """Return the time that a value says; None where it says none."""
    match value:
        case datetime():
            return value.astimezone(UTC)
        case int():
            try:
                return datetime.fromtimestamp(value / 1000, UTC)
            except (OverflowError, ValueError, OSError):
                return None
        case str():
            try:
                at = datetime.fromisoformat(value)
            except ValueError:
                return None
            return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    return None


def amount(value: object, currency: str | None = None) -> str:
    """Return an exact amount, with its currency where there is one; a part of a unit has two digits at least."""
    exact = f"{value:,f}" if isinstance(value, Decimal) else str(value)
    _, point, part = exact.partition(".")
    if point and len(part) == 1:
        exact += "0"
    return f"{exact} {currency}" if currency else exact


def outcome(name: str | None) -> Markup:
    """Return an outcome with its sign."""
    if name is None:
        return Markup('<span class="quiet">none</span>')
    sign = OUTCOMES.get(name, "·")
    return Markup('<span class="outcome {}"><span aria-hidden="true">{}</span> {}</span>').format(name, sign, name)


def words(code: str) -> str:
    """Return a rule's code as words: `far_above_habit` is "far above habit"."""
    return escape_invisible(code.replace("_", " "))


def value(given: Any) -> str:
    """Return a value of a feature or of the metadata, in one row."""
    match given:
        case None:
            return "not known"
        case bool():
            return "yes" if given else "no"
        case Decimal():
            return f"{given:,f}"
        case Mapping() | list() | tuple():
            return escape_invisible(str(given))
    return escape_invisible(str(given))


def key(text: str) -> str:
    """Return a text's key, of characters that an element's id may have."""
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()[:16]


FILTERS: dict[str, Callable[..., Any]] = {
    "whole": whole,
    "short": short,
    "moment": moment,
    "age": age,
    "amount": amount,
    "outcome": outcome,
    "words": words,
    "value": value,
    "who": who,
    "span": length,
    "key": key,
    "visible": escape_invisible,
}
