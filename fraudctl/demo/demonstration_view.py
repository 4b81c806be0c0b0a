"""A demonstration as tables: what was deployed, what was sent, and what it found."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import ceil
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table

from fraudctl.client.latency import percentiles
from fraudctl.client.row_facts import format_amount
from fraudctl.client.scores import Score
from fraudctl.demo.alert_past import render_past
from fraudctl.demo.demonstration import Demonstration
from fraudctl.demo.detection_view import render_detection
from fraudctl.observe.log_line_view import render_log_line
from fraudctl.terminal.report import make_table, milliseconds
from fraudctl.terminal.text import Text

BAR, ALERTS, REASONS = 30, 3, 4

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
    parts: list[RenderableType] = [_resources(demo), _traffic(demo)]
    if demo.scores:
        parts += [_scores(demo), _alerts(demo), *map(render_past, filter(None, [demo.past]))]
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
        if others := len(resources) - sum(kinds[kind] for kind in MAIN_KINDS):
            main.append(f"{others} more")
        rows.add_row(component or "(stack)", ", ".join(main))
    return rows


def _traffic(demo: Demonstration) -> Table:
    rows = make_table("", "count", "per second", "p50", "p95", "p99", title="Traffic")
    sent, history = demo.summary, demo.history
    folded = history.loaded.folded
    rows.add_row("history → profiles", f"{folded:,}", f"{folded / history.seconds:,.1f}")
    accepted, per_second = len(sent.accepted), f"{sent.as_json()['per_second']:,}"
    rows.add_row("accepted", f"{accepted:,}", per_second, *milliseconds(percentiles(sent.latencies)))
    rows.add_row("accepted → scored", f"{len(demo.delays):,}", "", *milliseconds(percentiles(demo.delays)))
    since = f"{history.traffic.began:%Y-%m-%d %H:%M} UTC"
    rows.caption = f"history: all payments since {since}, {history.loaded.labels:,} of them labelled fraud by now"
    return rows


def _scores(demo: Demonstration) -> Table:
    rows = make_table("score", "transactions", "", title="Scores")
    bands = Counter(map(_band, demo.scores.values()))
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


def _alerts(demo: Demonstration) -> Table:
    title = f"{len(demo.alerts)} alerts, as a subscriber of the topic received them"
    rows = make_table("transaction", "score", "amount", "merchant", title=title)
    labels = {sent.transaction_id: sent.label or "" for sent in demo.summary.accepted}
    shown = _examples(demo.alerts, labels)
    for alert in shown:
        merchant = Group(Text(alert["merchant"]), *_reasons(alert))
        score = Group(Text(str(alert["fraud_score"])), Text(alert["outcome"]))
        amount = Group(Text(format_amount(alert)), Text(labels.get(alert["transaction_id"], ""), "dim"))
        rows.add_row(alert["transaction_id"], score, amount, merchant)
    if len(demo.alerts) > len(shown):
        rows.caption = f"and {len(demo.alerts) - len(shown)} more"
    return rows


def _examples(alerts: list[dict[str, Any]], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a few alerts, those with the highest scores of each label first."""
    best = sorted(alerts, key=lambda alert: -alert["fraud_score"])
    first = {labels.get(alert["transaction_id"], ""): alert for alert in reversed(best)}
    of_each = [alert for alert in best if alert is first[labels.get(alert["transaction_id"], "")]]
    return (of_each + [alert for alert in best if alert not in of_each])[:ALERTS]


def _reasons(alert: Mapping[str, Any]) -> Iterator[Text]:
    """Yield the reasons with the largest weights, a line each."""
    reasons = sorted(alert["reasons"], key=lambda each: -each["weight"])
    for each in reasons[:REASONS]:
        yield Text(f"+{each['weight']} {each['reason']}", "dim")
    if len(reasons) > REASONS:
        yield Text(f"and {len(reasons) - REASONS} more", "dim")


def _conclusion(demo: Demonstration) -> Panel:
    if demo.missing:
        return Panel(Group(*map(Text, demo.missing)), title="missing", style="red")
    accepted = len(demo.summary.accepted)
    return Panel(
        f"{accepted:,} accepted, all scored; {len(demo.risky):,} risky, all alerted", style="green", expand=False
    )
