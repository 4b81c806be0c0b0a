"""A transaction, its score and its alert, as a person reads them."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table

from fraudctl.client.alert_facts import NO_ALERT_RECORDED, alert_facts, is_alert_recorded, still_owed
from fraudctl.client.decision_facts import decision_features, decision_notes, score_and_outcome, score_reasons
from fraudctl.client.row_facts import StoredRow, epoch_time, format_amount
from fraudctl.client.told import ToldDecision, told_notes
from fraudctl.terminal.json_text import as_json_text
from fraudctl.terminal.report import make_table
from fraudctl.terminal.text import Text


def render_transaction(
    transactions: Sequence[StoredRow], score: StoredRow | None, told: ToldDecision | None = None
) -> Group:
    """Return the rows; there are several where requests with one id and different timestamps raced.

    Until the score is there, the decision that the client was told stands in its place.
    """
    parts: list[RenderableType] = [_row_table("Transaction", each) for each in transactions[:1]]
    parts += [_row_table("Another under the same id, stored in a race", each) for each in transactions[1:]]
    if score is None and told is None:
        return Group(*parts, Text("not scored yet"))
    if told is not None:
        parts += map(Text, told_notes(told, score))
    return Group(*parts, *(_decided(told.row) if score is None and told else _score(score or {})))


def _row_table(title: str, row: StoredRow) -> Table:
    rows = make_table("name", "value", title=title)
    rows.show_header = False
    for name, value in sorted(row.items()):
        rows.add_row(Text(name), Text(_readable(row, name, value), overflow="fold"))
    return rows


def _score(score: StoredRow) -> Iterator[RenderableType]:
    scored_at, of = score.get("scored_at"), score.get("timestamp")
    yield from _decided(score, f"scored at {scored_at}, of timestamp {of}")
    for fact in alert_facts(score):
        at = f"  at {fact.at:%Y-%m-%d %H:%M:%S} UTC" if fact.at else ""
        yield Text(f"{fact.what}{at}, {fact.detail}", "bold red")
    if not is_alert_recorded(score) and not still_owed(score):
        yield Text(NO_ALERT_RECORDED)


def _decided(row: StoredRow, *notes: str) -> Iterator[RenderableType]:
    yield Text.assemble("score ", (score_and_outcome(row), "bold"))
    yield from map(Text, notes)
    yield from (Text(f"  {reason}") for reason in score_reasons(row))
    yield from map(Text, decision_notes(row))
    if features := decision_features(row):
        yield Text("made of:")
        yield from (Text(f"  {name} = {_feature(value)}") for name, value in features.items())


def _feature(value: object) -> str:
    return "not known" if value is None else as_json_text(value, indent=None)


def _readable(row: StoredRow, name: str, value: object) -> str:
    """Return a row's value as text, of whatever type it is."""
    at = epoch_time(value) if name == "timestamp" else None
    if at:
        return f"{value}  ({at:%Y-%m-%d %H:%M:%S} UTC)"
    match value:
        case _ if name == "amount":
            return format_amount(row)
        case frozenset():
            return ", ".join(sorted(_readable(row, "", each) for each in value))
        case bytes():
            return f"{len(value)} bytes"
        case dict() | list():
            return as_json_text(value, indent=None)
        case _:
            return str(value)
