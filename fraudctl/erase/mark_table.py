"""The marks of erasures in the profiles table, and the records of them in the strategies table, written together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec
from botocore.exceptions import ClientError

from fraudctl.erase.querying import query_all
from fraudctl.erase.record import ERASURE_KIND, Record, record_id
from fraudctl.erase.whom import Whom
from fraudctl.errors import CommandError
from handlers.aws.attributes import from_attributes, to_attributes
from handlers.aws.label_store import is_lost
from handlers.decision.erasure import (
    ERASURES,
    KEY_BYTES,
    MOST_MARKS,
    NO_ERASURES,
    Erasures,
    Mark,
    TooManyErasures,
    UnreadableErasures,
    decode,
    encode,
)

MAX_TRIES = 5
LEAD = 10_000
"""Milliseconds by which the moment lies ahead of the mark: what is received from the moment on finds the mark."""


@dataclass(frozen=True)
class ReadMarks:
    """The marks as they were read, the version of their item (0 without one), and AWS's time in epoch milliseconds."""

    erasures: Erasures
    version: int
    now: int


class MarkTable:
    """Reads and writes marks and records."""

    def __init__(
        self,
        client: Any,
        *,
        profiles: str,
        strategies: str,
        clock: Callable[[], int] | None = None,
        new_key: Callable[[int], bytes],
    ) -> None:
        """Take the time of `clock`, in epoch milliseconds, in the place of AWS's own."""
        self._client = client
        self._profiles = profiles
        self._strategies = strategies
        self._clock = clock
        self._new_key = new_key

    def read(self) -> ReadMarks:
        """Return the marks as last written.

        Raises:
            CommandError: they are damaged, or of a newer version.
        """
        answer = self._client.get_item(TableName=self._profiles, Key={"entity": {"S": ERASURES}}, ConsistentRead=True)
        now = self._clock() if self._clock else _time_of(answer)
        if (item := answer.get("Item")) is None:
            return ReadMarks(NO_ERASURES, 0, now)
        try:
            erasures = decode(item.get("marks", {}).get("B"))
        except UnreadableErasures as error:
            raise CommandError(f"the item {ERASURES} of the table {self._profiles}: {error}") from None
        return ReadMarks(erasures, int(item["version"]["N"]), now)

    def begin(self, whom: Whom, by: str) -> Record:
        """Mark an erasure and return its record: a new one, unless one that was interrupted is gone on with.

        Raises:
            CommandError: too many wait for their finish, or others wrote the marks at the same moments, five times.
        """
        for _ in range(MAX_TRIES):
            found = self.read()
            former = found.erasures.mark_of(whom.entity)
            record = self.record_of(former) if former else None
            if former and record and record.state == "begun":
                return record
            try:
                erasures = found.erasures.marking(
                    whom.entity, whom.place, found.now + LEAD, new_key=self._new_key(KEY_BYTES)
                )
            except TooManyErasures:
                raise CommandError(
                    f"{MOST_MARKS} erasures wait for their finish, and every batch of payments reads their marks: "
                    "`fraudctl erase --list` names those that can be finished"
                ) from None
            begun = Record.begun(erasures.marks[-1], by)
            repeated = [msgspec.structs.replace(record, state="repeated", scanned=None)] if record else []
            if self._write(erasures, found.version, [begun, *repeated]):
                return begun
        raise CommandError(f"others marked erasures at the same moments, {MAX_TRIES} times: try again")

    def finish(self, whom: Whom, record: Record) -> None:
        """Take the mark away and record it, both or neither; an erasure that was repeated meanwhile keeps its mark.

        Raises:
            CommandError: others wrote the marks at the same moments, five times.
        """
        for _ in range(MAX_TRIES):
            found = self.read()
            mark = found.erasures.mark_of(whom.entity)
            if mark is None or mark.moment != record.moment:
                raise CommandError("it was erased once more, or finished, by somebody else meanwhile")
            if self._write(found.erasures.without(mark), found.version, [record]):
                return
        raise CommandError(f"others marked erasures at the same moments, {MAX_TRIES} times: try again")

    def record_of(self, mark: Mark) -> Record | None:
        """Return the record of a mark."""
        key = to_attributes({"kind": ERASURE_KIND, "id": record_id(mark)})
        found = self._client.get_item(TableName=self._strategies, Key=key, ConsistentRead=True).get("Item")
        return Record.in_row(from_attributes(found)) if found else None

    def keep(self, record: Record) -> None:
        """Write a record over what it was."""
        self._client.put_item(TableName=self._strategies, Item=to_attributes(record.row))

    def records(self) -> list[Record]:
        """Return all records, by time."""
        query: dict[str, Any] = {
            "TableName": self._strategies,
            "KeyConditionExpression": "#kind = :kind",
            "ExpressionAttributeNames": {"#kind": "kind"},
            "ExpressionAttributeValues": {":kind": {"S": ERASURE_KIND}},
            "ConsistentRead": True,
        }
        return [Record.in_row(from_attributes(row)) for row in query_all(self._client, query)]

    def _write(self, erasures: Erasures, version: int, records: Sequence[Record]) -> bool:
        """Write the marks over a version of them, with records; return False where another was first."""
        item = {"entity": {"S": ERASURES}, "version": {"N": str(version + 1)}, "marks": {"B": encode(erasures)}}
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(entity)"}
        if version:
            condition = {
                "ConditionExpression": "version = :former",
                "ExpressionAttributeValues": {":former": {"N": str(version)}},
            }
        marks: Mapping[str, Any] = {"Put": {"TableName": self._profiles, "Item": item, **condition}}
        if not erasures.marks:  # nor does the key stay
            marks = {"Delete": {"TableName": self._profiles, "Key": {"entity": {"S": ERASURES}}, **condition}}
        rows = [{"Put": {"TableName": self._strategies, "Item": to_attributes(each.row)}} for each in records]
        try:
            self._client.transact_write_items(TransactItems=[marks, *rows])
        except ClientError as error:
            if is_lost(error):
                return False
            raise
        return True


def _time_of(answer: Mapping[str, Any]) -> int:
    """Return the time of an answer by AWS's own clock, in epoch milliseconds.

    The functions say by it when they received something; the clock of who calls may be minutes off.

    Raises:
        CommandError: it does not say, so that nobody knows what was received before.
    """
    said = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    try:
        return int(parsedate_to_datetime(said).timestamp() * 1000)
    except (TypeError, ValueError):
        raise CommandError("DynamoDB's answer does not say what time it is") from None
