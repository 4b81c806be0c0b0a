"""The figures as pictures, each with what it says in words. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from fraudctl.charts.axis import share_axis
from fraudctl.charts.panel import Panel
from fraudctl.console.health.figures import Figures
from fraudctl.console.health.panels import percent, slot_panel, total, up_to
from fraudctl.console.health.precision import AlertPrecision
from fraudctl.console.health.span import Slots
from fraudctl.console.pictures import picture


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A figure: its name, its value over the whole span, a sentence, and the panel."""

    name: str
    headline: str
    said: str
    panel: Panel

    @property
    def svg(self) -> Markup:
        """Return the panel as a part of a page; who does not see it hears what it says."""
        return picture(self.name, f"{self.headline}. {self.said}", self.panel)


def pictures(figures: Figures, precision: AlertPrecision) -> Iterator[Picture]:
    """Yield the picture of each figure, in the order in which a person asks."""
    yield volume_picture(figures)
    yield outcomes_picture(figures)
    yield precision_picture(precision, figures.slots)
    yield lag_picture(figures)
    yield degraded_picture(figures)
    yield reviews_picture(figures)


def volume_picture(figures: Figures) -> Picture:
    """Return how many transactions came."""
    came, slot = total(figures.volume), _slot(figures.slots)
    return Picture(
        name="Volume",
        headline=f"{came:,.0f} transactions",
        said=f"Transactions from the stream, for each {slot}.",
        panel=slot_panel(
            f"Transactions in {slot}", figures.slots, up_to(figures.volume), [("", "one", figures.volume)]
        ),
    )


def outcomes_picture(figures: Figures) -> Picture:
    """Return the share of decisions that were reviewed, and that were declined."""
    outcomes = figures.outcomes
    totals = {name: total(series) for name, series in outcomes.items()}
    every = [sum(value or 0 for value in slot) for slot in zip(*outcomes.values(), strict=True)]
    review, decline = (percent(outcomes[name], every) for name in ("review", "decline"))
    return Picture(
        name="Outcomes",
        headline="{approve:,.0f} approved, {review:,.0f} reviewed, {decline:,.0f} declined".format(**totals),
        said="Decisions by their own outcome; an override and what a person decided do not count here.",
        panel=slot_panel(
            "% of decisions",
            figures.slots,
            up_to([*review, *decline]),
            [("reviewed", "one", review), ("declined", "two", decline)],
        ),
    )


def precision_picture(precision: AlertPrecision, slots: Slots) -> Picture:
    """Return how many of the labelled alerts were of frauds."""
    labelled = precision.fraud + precision.legitimate
    value = "unknown" if precision.value is None else f"{100 * precision.value:.0f} %"
    return Picture(
        name="Precision by label",
        headline=value,
        said=(
            f"{precision.fraud:,} of {labelled:,} labelled alerts were of frauds; "
            f"{precision.unlabelled:,} more have no label yet."
        ),
        panel=slot_panel(
            "Frauds of labelled alerts",
            slots,
            share_axis(),
            [("", "one", precision.by_slot)],
            lacking="no alert of this time has a label" if not labelled else "",
        ),
    )


def lag_picture(figures: Figures) -> Picture:
    """Return how long the oldest had waited."""
    longest = max((value for value in figures.lag if value is not None), default=None)
    return Picture(
        name="Lag",
        headline=_or_unknown(longest, "{:,.1f} s at most"),
        said="How long the one that waited longest had waited to be processed, or for its score.",
        panel=slot_panel("Seconds", figures.slots, up_to(figures.lag), [("", "one", figures.lag)]),
    )


def degraded_picture(figures: Figures) -> Picture:
    """Return the share of decisions that did without something."""
    shares = [None if value is None else 100 * value for value in figures.degraded]
    worst = max((value for value in shares if value is not None), default=None)
    return Picture(
        name="Degraded",
        headline=_or_unknown(worst, "{:.1f} % at most", "no decisions asked for"),
        said="Requests for a decision that did without profiles, facts, attempts or new strategies: the most frequent.",
        panel=slot_panel("% of requests", figures.slots, up_to(shares), [("", "two", shares)]),
    )


def reviews_picture(figures: Figures) -> Picture:
    """Return how many reviews waited for a person."""
    known = [value for value in figures.open_reviews if value is not None]
    return Picture(
        name="Open reviews",
        headline=f"{known[-1]:,.0f} now" if known else "unknown",
        said="Reviews that waited for a person, as the schedule counts them each minute: the most in each slot.",
        panel=slot_panel("Reviews", figures.slots, up_to(figures.open_reviews), [("", "three", figures.open_reviews)]),
    )


def _or_unknown(value: float | None, form: str, otherwise: str = "unknown") -> str:
    return otherwise if value is None else form.format(value)


def _slot(slots: Slots) -> str:
    minutes = slots.span.slot.total_seconds() / 60
    return f"{minutes / 60:g} hours" if minutes >= 60 else f"{minutes:g} minutes"  # noqa: PLR2004 -- an hour's minutes
