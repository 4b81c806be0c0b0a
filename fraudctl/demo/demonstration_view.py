"""A demonstration as tables: what was deployed, what was sent, and what it found."""

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table

from fraudctl.client.latency import percentiles
from fraudctl.client.row_facts import format_amount
from fraudctl.demo.alert_past import render_past
from fraudctl.demo.demonstration import Demonstration
from fraudctl.observe.log_line_view import render_log_line
from fraudctl.terminal.report import make_table, milliseconds
from fraudctl.terminal.text import Text
from simulation import LEGITIMATE

BAR, ALERTS = 40, 5


def render_demonstration(demo: Demonstration) -> Group:
    """Return the tables of a demonstration, from what was deployed to what it detected, or why it failed."""
    parts: list[RenderableType] = [_resources(demo), _traffic(demo)]
    if demo.scores:
        parts += [_scores(demo), _alerts(demo), *map(render_past, filter(None, [demo.past])), _detection(demo)]
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
        kinds: dict[str, int] = {}
        for resource in resources:
            kind = resource.type.rpartition(":")[2]
            kinds[kind] = kinds.get(kind, 0) + 1
        listed = ", ".join(kind if count == 1 else f"{count} {kind}s" for kind, count in sorted(kinds.items()))
        rows.add_row(component or "(stack)", listed)
    return rows


def _traffic(demo: Demonstration) -> Table:
    rows = make_table("", "count", "per second", "p50", "p95", "p99", title="Traffic")
    sent = demo.summary
    per_second = sent.as_json()["per_second"]
    rows.add_row("accepted", str(len(sent.accepted)), str(per_second), *milliseconds(percentiles(sent.latencies)))
    rows.add_row("accepted → scored", str(len(demo.delays)), "", *milliseconds(percentiles(demo.delays)))
    return rows


def _scores(demo: Demonstration) -> Table:
    rows = make_table("score", "transactions", "", title="Scores")
    most = max(demo.distribution.values(), default=1)
    for score, count in demo.distribution.items():
        style = "red" if score > demo.threshold else "yellow" if score else "green"
        rows.add_row(f"{score:.1f}", str(count), Text("█" * max(1, round(BAR * count / most)), style=style))
    return rows


def _alerts(demo: Demonstration) -> Table:
    title = f"{len(demo.alerts)} alerts, as a subscriber of the topic received them"
    rows = make_table("transaction", "score", "amount", "merchant", title=title)
    for alert in demo.alerts[:ALERTS]:
        reasons = [Text(f"+{each['weight']} {each['reason']}", "dim") for each in alert["reasons"]]
        merchant = Group(Text(alert["merchant"]), *reasons)
        score = Group(Text(str(alert["fraud_score"])), Text(alert["outcome"]))
        rows.add_row(alert["transaction_id"], score, format_amount(alert), merchant)
    if len(demo.alerts) > ALERTS:
        rows.caption = f"and {len(demo.alerts) - ALERTS} more"
    return rows


def _detection(demo: Demonstration) -> Table:
    rows = make_table("label", "sent", "alerted", title="Detection by the default rules, against the sample's labels")
    for label, (sent, alerted) in demo.detection.items():
        rows.add_row(label, str(sent), str(alerted))
    fraud = [counts for label, counts in demo.detection.items() if label != LEGITIMATE]
    caught, frauds = sum(alerted for _, alerted in fraud), sum(sent for sent, _ in fraud)
    alerted = caught + demo.detection.get(LEGITIMATE, (0, 0))[1]
    if alerted and frauds:
        rows.caption = f"precision {caught / alerted:.0%}, recall {caught / frauds:.0%}"
    return rows


def _conclusion(demo: Demonstration) -> Panel:
    if demo.missing:
        return Panel(Group(*map(Text, demo.missing)), title="missing", style="red")
    accepted = len(demo.summary.accepted)
    return Panel(f"{accepted} accepted, all scored; {len(demo.risky)} risky, all alerted", style="green", expand=False)
