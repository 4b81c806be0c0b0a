"""A replay as a person reads it, and for programs."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from rich.console import Group, RenderableType

from fraudctl.client.decision_facts import decision_notes
from fraudctl.client.row_facts import StoredRow
from fraudctl.replay.replaying import Remade, Replay, Result
from fraudctl.terminal import report
from fraudctl.terminal.text import Text
from handlers.decision.decide import ENGINE
from handlers.decision.strategy.strategy import Strategy


def replay_facts(found: Replay, decided: StoredRow, other: Strategy | None) -> dict[str, Any]:
    """Return a replay for a program."""
    basis = found.basis
    return {
        "transaction_id": decided.get("transaction_id"),
        "strategy": decided.get("strategy"),
        "engine": {"stored": basis.engine, "now": ENGINE},
        "degraded": basis.degraded,
        "arm": basis.arm,
        "override": basis.override,
        **found.decision.facts(),
        "same": found.same,
        "shadow": found.shadow.facts() if found.shadow else None,
        "with": other
        and {"strategy": other.name, "digest": other.digest, "unread": found.unread, **(found.other or {})},
    }


def render_replay(found: Replay, decided: StoredRow, other: Strategy | None) -> Group:
    """Return both results beside each other, and what another strategy would have decided."""
    parts: list[RenderableType] = [Text(f"transaction {decided.get('transaction_id')}", "bold")]
    parts += [Text(f"  {note}") for note in decision_notes(decided)]
    if found.of_other_engine:
        parts.append(Text(f"engine {found.basis.engine} decided it, and this is engine {ENGINE}", "yellow"))
    columns = [("stored", found.decision.stored), ("again", found.decision.again)]
    if other and found.other:
        columns.append((f"{other.name} {other.digest[:12]}", found.other))
    parts.append(_table("Decision", columns))
    parts.append(_verdict("decision", found.decision))
    if found.shadow:
        parts.append(_table("Shadow", [("stored", found.shadow.stored), ("again", found.shadow.again)]))
        parts.append(_verdict("shadow", found.shadow))
    if found.unread:
        parts.append(Text(f"absent, as the decision did not read it: {', '.join(found.unread)}"))
    return Group(*parts)


def _table(title: str, columns: list[tuple[str, Result]]) -> RenderableType:
    table = report.make_table("", *(name for name, _ in columns), title=title)
    for column in table.columns:
        column.justify = "left"
    for name in columns[0][1]:
        cells = [list(_lines(result.get(name))) for _, result in columns]
        for number, row in enumerate(zip_longest(*cells, fillvalue="")):
            table.add_row("" if number else name, *map(Text, row))
    return table


def _lines(value: Any) -> Iterator[str]:
    match value:
        case list():
            for each in value:
                yield f"{each['reason']} +{each['weight']}" if isinstance(each, dict) else str(each)
        case None:
            return
        case _:
            yield str(value)


def _verdict(noun: str, remade: Remade) -> Text:
    if remade.differing:
        return Text(f"the {noun} does not come to the same: {', '.join(remade.differing)}", "red")
    return Text(f"the {noun} comes to the same", "green")
