"""The lists of a stack: what may be on them, what writes them, and the record of each command."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from fraudctl.errors import CommandError
from fraudctl.lists.entries import listing_in
from fraudctl.lists.list_import import WRITTEN, ImportSummary
from fraudctl.lists.list_scan import ListEntry
from fraudctl.lists.list_writer import ListedEntity, ListWriter
from fraudctl.lists.scope import ListScope
from fraudctl.rollout.running import running_strategies
from fraudctl.rollout.table.caller import caller_arn
from fraudctl.rollout.table.change import Change, change_id
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.stacks.target import Target
from fraudctl.terminal.times import format_iso
from handlers.aws.attributes import to_attributes
from handlers.contract.label import LONGEST_NOTE
from handlers.contract.strict_json import encodable
from handlers.contract.transaction import milliseconds
from handlers.decision.entity.entities import EntityKey
from handlers.decision.profile.facts import Listing

CONNECTIONS = 10
"""As many calls are under way at once."""


@dataclass(frozen=True, kw_only=True)
class StackLists:
    """The lists of a stack, changed at a time."""

    target: Target
    scope: ListScope
    writer: ListWriter
    strategies: DeployedStrategies
    now: datetime

    @classmethod
    def of(cls, target: Target, now: datetime) -> Self:
        """Return the lists of a stack by the strategies that are at work now.

        Raises:
            CommandError: an older release deployed it, or its strategies table cannot be read.
        """
        table = DeployedStrategies.of(target)
        running = running_strategies(table)
        writer = ListWriter(
            target.client("dynamodb", connections=CONNECTIONS),
            profiles=target.exports["fraud_profiles_table_name"],
            strategies=table.name,
        )
        scope = ListScope(strategies=running.strategies, broken=running.broken)
        return cls(target=target, scope=scope, writer=writer, strategies=table, now=now)

    @cached_property
    def caller(self) -> str:
        """Return the ARN of who changes them."""
        return caller_arn(self.target)

    def add(self, entity: EntityKey, name: str, *, until: datetime | None, note: str | None) -> ListedEntity:
        """Put an entity on a list; an entry that says the same stays as it is."""
        ends = None if until is None else milliseconds(until)
        listing = Listing(self.caller, milliseconds(self.now), ends, note)
        return self.writer.change(entity, name, listing, self._row("list-add", entity, name, note, until=ends))

    def remove(self, entity: EntityKey, name: str, *, note: str | None) -> ListedEntity:
        """Take an entity off a list."""
        return self.writer.change(entity, name, None, self._row("list-remove", entity, name, note))

    def entry(self, entity: EntityKey, name: str) -> ListEntry:
        """Return the entry of an entity on a list.

        Raises:
            CommandError: it has none.
        """
        if listing := listing_in(self.writer.read(entity), name):
            return ListEntry(list=name, entity=entity, listing=listing)
        raise CommandError(f"{entity.kind} {entity.id} is not on the list {name}")

    def record_import(self, file: str, summary: ImportSummary) -> None:
        """Record that a file was imported, all of it or up to where the command ended, if that changed anything."""
        if not summary.results[WRITTEN]:
            return
        row = self._change("list-import").row | {"file": file, "counts": summary.counts, "lists": dict(summary.lists)}
        with self.strategies.errors():
            self.strategies.client.put_item(TableName=self.strategies.name, Item=to_attributes(row))

    def _row(
        self, action: str, entity: EntityKey, name: str, note: str | None, *, until: int | None = None
    ) -> dict[str, Any]:
        row = self._change(action, note=note, list_name=name, entity=f"{entity.kind}#{entity.id}").row
        return row if until is None else row | {"until": until}

    def _change(self, action: str, **said: Any) -> Change:
        at = format_iso(self.now)
        return Change(id=change_id(at), action=action, at=at, by=self.caller, **said)


def valid_note(note: str | None) -> str | None:
    """Return a note that can be kept.

    Raises:
        CommandError: it is too long, or no Unicode.
    """
    if note is not None and (len(note) > LONGEST_NOTE or not encodable(note)):
        raise CommandError(f"a note has at most {LONGEST_NOTE} characters of valid Unicode")
    return note or None
