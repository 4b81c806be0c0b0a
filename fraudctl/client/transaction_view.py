"""A transaction, its score and what is known of its alert, as a person reads them."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table

from fraudctl.client.alerted import UNRECORDED, alert_facts, is_recorded
from fraudctl.client.scores import Row, epoch, money, reasons
from fraudctl.recovery.unscored import OWED
from fraudctl.terminal.json_text import as_json_text
from fraudctl.terminal.report import table
from fraudctl.terminal.text import Text


def shown(transactions: Sequence[Row], score: Row | None) -> Group:
    """Return the rows; there are several where requests with one id and different timestamps raced."""
    parts: list[RenderableType] = [_row("Transaction", each) for each in transactions[:1]]
    parts += [_row("Another under the same id, stored in a race", each) for each in transactions[1:]]
    if score is None:
        return Group(*parts, Text("not scored yet"))
    return Group(*parts, *_score(score))


def _row(title: str, row: Row) -> Table:
    made = table("name", "value", title=title)
    made.show_header = False
    for name, value in sorted(row.items()):
        made.add_row(Text(name), Text(_in_words(row, name, value), overflow="fold"))
    return made


def _score(score: Row) -> Iterator[RenderableType]:
    scored_at, of = score.get("scored_at"), score.get("timestamp")
    yield Text.assemble("score ", (str(score.get("fraud_score")), "bold"), f"  at {scored_at}, of timestamp {of}")
    yield from (Text(f"  {reason}  +{weight}") for reason, weight in reasons(score))
    for fact in alert_facts(score):
        at = f"  at {fact.at:%Y-%m-%d %H:%M:%S} UTC" if fact.at else ""
        yield Text(f"{fact.what}{at}, {fact.detail}", "bold red")
    if not is_recorded(score) and not score.get(OWED):
        yield Text(UNRECORDED)


def _in_words(row: Row, name: str, value: object) -> str:
    """Return a row's value in words, whatever somebody put there."""
    at = epoch(value) if name == "timestamp" else None
    if at:
        return f"{value}  ({at:%Y-%m-%d %H:%M:%S} UTC)"
    match value:
        case _ if name == "amount":
            return money(row)
        case frozenset():
            return ", ".join(sorted(_in_words(row, "", each) for each in value))
        case bytes():
            return f"{len(value)} bytes"
        case dict() | list():
            return as_json_text(value, indent=None)
        case _:
            return str(value)
