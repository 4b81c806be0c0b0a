"""The view of health: pictures of a day or a week, the alarms, and what is wrong now with what to do."""

from datetime import timedelta
from typing import Any

from starlette.responses import Response

from fraudctl.console.asked import Asked
from fraudctl.console.health.alarms import alarms_shown
from fraudctl.console.health.from_logs import figures_from_logs
from fraudctl.console.health.from_metrics import figures_from_metrics
from fraudctl.console.health.pictures import pictures
from fraudctl.console.health.precision import alert_precision
from fraudctl.console.health.span import DAY, SPANS, Slots
from fraudctl.observe.collect_health import alarm_states
from fraudctl.rollout.compare.rows import ComparedRows

MARGIN = timedelta(seconds=5)
"""Log lines and metrics of the last moment are not there yet."""


def show(asked: Asked) -> Response:
    """Return the page."""
    return asked.page("health/health.html", room="/health", **_values(asked))


def _values(asked: Asked) -> dict[str, Any]:
    console, span = asked.console, SPANS.get(asked.query.get("span", ""), DAY)
    slots, target = Slots.until(span, console.now() - MARGIN), console.target
    read = figures_from_logs if target.emulator else figures_from_metrics
    alerts = [(case.transaction_id, case.at) for case in console.cache.snapshot().cases if case.alerted]
    ids = [identity for identity, at in alerts if slots.place(at) is not None]
    counted, alarms, labels = console.together(
        lambda: read(target, slots), lambda: alarm_states(target), lambda: ComparedRows.of(target).labels_of(ids)
    )
    figures = counted.result()
    precision = alert_precision(alerts, labels.result(), slots)
    return {
        "span": span,
        "spans": list(SPANS.values()),
        "pictures": list(pictures(figures, precision)),
        "alarms": alarms_shown(alarms.result(), evaluated=target.emulator is None),
        "taken_at": console.now(),
        "snapshot": console.cache.snapshot(),
    }
