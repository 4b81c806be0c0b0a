"""Alerts of a demonstration, a few of them with what spoke against the payment."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group
from rich.table import Table

from fraudctl.client.row_facts import format_amount
from fraudctl.terminal.report import make_table
from fraudctl.terminal.text import Text

MOST_SHOWN, MOST_REASONS = 4, 4

AlertBody = Mapping[str, Any]


def render_alerts(alerts: Sequence[AlertBody], labels: Mapping[str, str]) -> Table:
    """Return some of the alerts, of each label the one with the highest score first, with the reasons of most weight.

    Args:
        alerts: As the topic delivers them.
        labels: The label of each transaction by its id; nobody but the demonstration knows it yet.
    """
    rows = make_table(
        "transaction", "score", "payment", title=f"{len(alerts):,} alerts, as a subscriber of the topic received them"
    )
    rows.columns[2].justify = "left"
    shown = _examples(alerts, labels)
    for alert in shown:
        payment = Text.assemble(f"{format_amount(alert)} at ", (alert["merchant"], "bold"))
        label = Text(labels.get(alert["transaction_id"], ""), "dim")
        score = Group(Text(str(alert["fraud_score"])), Text(alert["outcome"]))
        rows.add_row(Group(Text(alert["transaction_id"]), label), score, Group(payment, *_reasons(alert)))
    if len(alerts) > len(shown):
        rows.caption = f"and {len(alerts) - len(shown):,} more"
    return rows


def _examples(alerts: Sequence[AlertBody], labels: Mapping[str, str]) -> Sequence[AlertBody]:
    best = sorted(alerts, key=lambda alert: -alert["fraud_score"])
    of_label = {labels.get(alert["transaction_id"], ""): alert for alert in reversed(best)}
    first = list(of_label.values())
    return [*first, *(alert for alert in best if alert not in first)][:MOST_SHOWN]


def _reasons(alert: AlertBody) -> Iterator[Text]:
    reasons = sorted(alert["reasons"], key=lambda each: -each["weight"])
    for each in reasons[:MOST_REASONS]:
        yield Text(f"+{each['weight']} {each['reason']}", "dim")
    if len(reasons) > MOST_REASONS:
        yield Text(f"and {len(reasons) - MOST_REASONS} more", "dim")
