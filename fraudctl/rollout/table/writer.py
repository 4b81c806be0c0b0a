"""The writer of the strategies table: documents, once each, and pointers, each on condition of its version."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from fraudctl.errors import CommandError
from fraudctl.rollout.table.change import Change, change_id
from fraudctl.rollout.table.lost_race import is_lost, lost_race
from fraudctl.rollout.table.move import Move
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.terminal.times import format_iso
from handlers.aws.attributes import to_attributes
from handlers.contract.transaction import milliseconds
from handlers.decision.strategy.document import canonical
from handlers.decision.strategy.pointers import CHANGE_KIND, DOCUMENT_KIND, POINTER_KIND
from handlers.decision.strategy.strategy import Strategy


class UnknownResult(CommandError):
    """Raised when no answer says whether a change was made."""


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Makes changes as one caller, each with its row."""

    table: DeployedStrategies
    by: str
    clock: Callable[[], datetime]

    def keep(self, strategy: Strategy) -> None:
        """Put a strategy's document where there is none of its digest; one that is there stays as it is.

        Raises:
            BrokenDocument: the one that is there was changed by hand.
            CommandError: the table cannot be written.
        """
        row = {
            "kind": DOCUMENT_KIND,
            "id": strategy.digest,
            "name": strategy.name,
            "document": canonical(strategy.document).decode(),
            "at": milliseconds(self.clock()),
            "by": self.by,
        }
        with self.table.errors():
            try:
                self.table.client.put_item(
                    TableName=self.table.name,
                    Item=to_attributes(row),
                    ConditionExpression="attribute_not_exists(#kind)",
                    ExpressionAttributeNames={"#kind": "kind"},
                )
            except self.table.client.exceptions.ConditionalCheckFailedException:
                self.table.document(strategy.digest)

    def make(
        self, move: Move, *, name: str | None = None, note: str | None = None, forced: tuple[str, ...] = ()
    ) -> Change:
        """Make a change: the pointers and the row about it, which has the strategy's name too; both or neither.

        Raises:
            LostRace: a pointer is no longer as it was read; says who changed it.
            UnknownResult: it is not known whether the change was made.
            CommandError: the table cannot be written.
        """
        now = self.clock()
        at = format_iso(now)
        change = Change(
            id=change_id(at),
            action=move.action,
            at=at,
            by=self.by,
            pointer=move.pointer,
            before=move.before,
            after=move.after,
            strategy=name,
            percent=move.percent,
            note=note,
            forced=list(forced),
            stopped=move.stopped,
            made=move.made,
        )
        try:
            self.table.client.transact_write_items(
                TransactItems=list(self._writes(move, change, milliseconds(now))), ClientRequestToken=str(uuid4())
            )
        except self.table.client.exceptions.TransactionCanceledException as error:
            if is_lost(error):
                raise lost_race(self.table, move) from error
            with self.table.errors():
                raise
        except (BotoCoreError, ClientError) as error:
            if not _may_have_taken_effect(error):
                with self.table.errors():
                    raise
            self._require_made(change, error)
        return change

    def _writes(self, move: Move, change: Change, at: int) -> Iterator[dict[str, Any]]:
        noted = {"note": change.note} if change.note else {}
        for name, content in move.rows.items():
            row = {"kind": POINTER_KIND, "id": name, "version": move.made[name], "at": at, "by": self.by, **noted}
            yield {"Put": {"Item": to_attributes(row | dict(content)), **self._as_read(move, name)}}
        for name in move.held:
            key = to_attributes({"kind": POINTER_KIND, "id": name})
            yield {"ConditionCheck": {"Key": key, **self._as_read(move, name)}}
        yield {"Put": {"Item": to_attributes(change.row), **self._where("attribute_not_exists(#kind)", "kind")}}

    def _as_read(self, move: Move, name: str) -> dict[str, Any]:
        if (version := move.read.versions.get(name)) is None:
            return self._where("attribute_not_exists(#kind)", "kind")
        values = {"ExpressionAttributeValues": to_attributes({":read": version})}
        return self._where("#version = :read", "version") | values

    def _where(self, condition: str, name: str) -> dict[str, Any]:
        return {
            "TableName": self.table.name,
            "ConditionExpression": condition,
            "ExpressionAttributeNames": {f"#{name}": name},
        }

    def _require_made(self, change: Change, error: Exception) -> None:
        """Raise unless the row of the change is there."""
        key = to_attributes({"kind": CHANGE_KIND, "id": change.id})
        with self.table.errors():
            found = self.table.client.get_item(TableName=self.table.name, Key=key, ConsistentRead=True)
        if "Item" not in found:
            raise UnknownResult(
                f"the table {self.table.name} gave no answer ({type(error).__name__}): whether the change was made is "
                f"not known; `fraudctl strategy history` shows it as {change.id} if it was"
            ) from error


def _may_have_taken_effect(error: BotoCoreError | ClientError) -> bool:
    """Return whether a transaction that ended so may have been made: no answer, or a server's error."""
    if not isinstance(error, ClientError):
        return True
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= 500 or error.response["Error"]["Code"] == "TransactionInProgressException"  # noqa: PLR2004 -- HTTP's
