"""The precision of alerts by their labels, slot by slot. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fraudctl.console.health.figures import Series, Tally
from fraudctl.console.health.span import Slots


@dataclass(frozen=True, kw_only=True)
class AlertPrecision:
    """Alerts of a span by what people said of their payments."""

    fraud: int
    legitimate: int
    unlabelled: int
    by_slot: Series
    """The share of frauds among the labelled alerts of a slot; None where none has a label."""

    @property
    def value(self) -> float | None:
        """Return the share of frauds among the labelled alerts; None without any."""
        labelled = self.fraud + self.legitimate
        return self.fraud / labelled if labelled else None


def alert_precision(alerts: Iterable[tuple[str, datetime]], labels: Mapping[str, bool], slots: Slots) -> AlertPrecision:
    """Return the precision of alerts.

    Args:
        alerts: The id of each and when it was alerted.
        labels: Whether the label that counts says fraud, of each id that has one.
        slots: Alerts of other times are left out.
    """
    tally, counts = Tally(slots), {True: 0, False: 0, None: 0}
    for identity, at in alerts:
        if (place := slots.place(at)) is None:
            continue
        said = labels.get(identity)
        counts[said] += 1
        if said is not None:
            tally.add("fraud", place, float(said), "Sum")
            tally.add("labelled", place, 1.0, "Sum")
    nothing: Series = [None] * slots.span.slots
    frauds, labelled = tally.series.get("fraud", nothing), tally.series.get("labelled", nothing)
    return AlertPrecision(
        fraud=counts[True],
        legitimate=counts[False],
        unlabelled=counts[None],
        by_slot=[(some or 0) / of if of else None for some, of in zip(frauds, labelled, strict=True)],
    )
