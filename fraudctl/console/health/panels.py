"""Panels of series over the slots of a span. Pure."""

from collections.abc import Sequence

from fraudctl.charts.axis import Axis, even_axis
from fraudctl.charts.panel import Colour, Line, Panel
from fraudctl.console.health.figures import Series
from fraudctl.console.health.span import Slots

NOTHING = "nothing in this time"


def slot_panel(
    title: str,
    slots: Slots,
    axis: Axis,
    lines: Sequence[tuple[str, Colour, Series]],
    *,
    lacking: str = "",
) -> Panel:
    """Return a panel of lines over the slots; `lacking` says why there are none."""
    known = any(value is not None for _, _, series in lines for value in series)
    return Panel(
        title=title,
        x=slots.span.axis,
        y=axis,
        lines=[
            Line(
                name=name,
                colour=colour,
                points=[(slots.hours(place), value) for place, value in enumerate(series)],
                dotted=any(value is None for value in series),  # a point alone makes no line
            )
            for name, colour, series in lines
        ],
        lacking=lacking or ("" if known else NOTHING),
    )


def up_to(values: Series) -> Axis:
    """Return an axis from 0 up to the greatest value that is known."""
    return even_axis("", 0, max((value for value in values if value is not None), default=0))


def percent(some: Series, every: Sequence[float]) -> list[float | None]:
    """Return what some are of all, slot by slot; None where there are none."""
    return [100 * (value or 0) / of if of else None for value, of in zip(some, every, strict=True)]


def total(values: Series) -> float:
    """Return the sum of the values that are known."""
    return sum(value for value in values if value is not None)
