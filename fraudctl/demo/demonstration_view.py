"""A demonstration as tables: what was deployed, what was decided, and what it found."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from math import ceil

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table

from fraudctl.client.decision_results import DECISION_PERCENTILES
from fraudctl.client.latency import percentiles
from fraudctl.client.scores import Score
from fraudctl.demo.alert_past import render_past
from fraudctl.demo.alerts_view import render_alerts
from fraudctl.demo.burst_view import render_burst
from fraudctl.demo.demonstration import Demonstration
from fraudctl.demo.detection_view import render_detection
from fraudctl.observe.log_line_view import render_log_line
from fraudctl.terminal.report import make_table, milliseconds
from fraudctl.terminal.text import Text

BAR = 30

BANDS = 5
"""Bands of equal width from 0 to 1."""

MAIN_KINDS = (
    "Table",
    "Function",
    "LayerVersion",
    "EventSourceMapping",
    "RestApi",
    "Topic",
    "Queue",
    "MetricAlarm",
    "Dashboard",
)
"""Kinds of resources that hold data, run code or ring; the others connect them and give them rights."""


def render_demonstration(demo: Demonstration) -> Group:
    """Return the tables of a demonstration, from what was deployed to what it detected, or why it failed."""
    parts: list[RenderableType] = [_resources(demo), _traffic(demo), Text()]
    if demo.scores:
        labels = {each.transaction_id: each.label or "" for each in demo.decided}
        parts += [
            _scores(demo),
            *map(render_burst, [demo.burst] if demo.burst.summary.lines else []),
            render_alerts(demo.alerts, labels),
            Text(),
            *map(render_past, filter(None, [demo.past])),
        ]
        parts.append(render_detection(demo.by_seed, demo.by_default))
    logged = [failure.line for failure in demo.failures if failure.line]
    if logged:
        parts.append(Text("The functions' last errors", "bold"))
    return Group(*parts, *map(render_log_line, logged), _conclusion(demo))


def _resources(demo: Demonstration) -> Table:
    deployment = demo.stack.deployment
    grouped = deployment.resources_by_component
    title = f"{sum(map(len, grouped.values()))} resources of stack {deployment.stack} in {deployment.seconds:.1f} s"
    rows = make_table("component", "resources", title=title)
    for component, resources in grouped.items():
        kinds = Counter(resource.type.rpartition(":")[2] for resource in resources)
        main = [kind if kinds[kind] == 1 else f"{kinds[kind]} {kind}s" for kind in MAIN_KINDS if kinds[kind]]
        others = len(resources) - sum(kinds[kind] for kind in MAIN_KINDS)
        if main and others:
            main.append(f"{others} more")
        rows.add_row(component or "(stack)", ", ".join(main or sorted(kinds)))
    return rows


def _traffic(demo: Demonstration) -> Group:
    names = [f"p{share}" for share in DECISION_PERCENTILES]
    rows = make_table("", "count", "per second", *names, title="Traffic")
    sent, history = demo.summary, demo.history
    folded = history.loaded.folded
    rows.add_row("history → profiles", f"{folded:,}", f"{folded / history.seconds:,.1f}")
    answered, delays = (percentiles(each, DECISION_PERCENTILES) for each in (sent.latencies, demo.delays))
    rows.add_row("decided", f"{len(sent.decided):,}", f"{sent.as_json()['per_second']:,}", *milliseconds(answered))
    rows.add_row("decided → scored", f"{len(demo.delays):,}", "", *milliseconds(delays))
    since = f"{history.traffic.began:%Y-%m-%d %H:%M} UTC"
    rows.caption = f"history: payments since {since}, {history.loaded.labels:,} labelled fraud by now"
    return Group(rows, *map(Text, _shortfalls(demo)))


def _shortfalls(demo: Demonstration) -> Iterator[str]:
    """Yield what a busy machine had no time for."""
    for word, count in demo.summary.degraded.items():
        yield f"{count:,} decided without {word}, which could not be read in time"
    if demo.queued.redriven:
        yield f"{demo.queued.redriven:,} waited in Ingestion's queue, as no table took them in time, and were redriven"


def _scores(demo: Demonstration) -> Table:
    rows = make_table("score", "transactions", "", title="Outcomes, and scores of what was approved")
    bands = Counter(map(_band, demo.sample_scores))
    most = max(bands.values(), default=1)
    for (_, name, style), count in sorted(bands.items()):
        rows.add_row(name, f"{count:,}", Text("█" * max(1, round(BAR * count / most)), style=style))
    return rows


def _band(score: Score) -> tuple[int, str, str]:
    """Return a band's place in the table, its name and its colour."""
    if score.outcome != "approve":
        return BANDS + 1 + (score.outcome == "decline"), score.outcome, "red"
    band = ceil(score.score * BANDS)
    return band, f"to {Decimal(band) / BANDS}" if band else "0", "yellow" if band else "green"


def _conclusion(demo: Demonstration) -> Panel:
    if demo.missing:
        return Panel(Group(*map(Text, demo.missing)), title="missing", style="red")
    lines = [f"{len(demo.decided):,} decided, all scored as told; {len(demo.risky):,} risky, all alerted"]
    lines.append(f"{len(demo.in_review):,} in review, where a person decides")
    for name, caught in (("the default strategy", demo.by_default), ("the seed's three rules", demo.by_seed)):
        lines.append(f"{name}: {caught.caught:,} of {caught.frauds:,} frauds, {caught.false_alarms:,} false alarms")
    return Panel(Group(*map(Text, lines)), style="green", expand=False)
