"""Knowledge of an entity from before a moment: its profile, its facts, its attempts, and who changed its lists."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from fraudctl.erase.querying import query_all
from fraudctl.erase.removing import Remover
from fraudctl.erase.rows import Tables
from fraudctl.erase.whom import Row, Whom
from fraudctl.errors import CommandError
from fraudctl.terminal.times import format_iso
from handlers.aws.attributes import from_attributes, to_attributes
from handlers.aws.label_store import LOST_UPDATE
from handlers.decision.attempts import BUCKET
from handlers.decision.erasure import BEGUN_AFTER
from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.facts import Facts, UnreadableFacts
from handlers.decision.strategy.pointers import CHANGE_KIND

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MAX_TRIES = 5

ERASED = "erased"
"""In the place of the id in the record of a change of lists."""


class KnownOf:
    """Erases what is known of an entity from before a moment."""

    def __init__(self, client: "DynamoDBClient", tables: Tables, remover: Remover, whom: Whom, moment: int) -> None:
        self._client = client
        self._tables = tables
        self._remover = remover
        self._whom = whom
        self._moment = moment

    def erase_profile(self) -> None:
        """Delete the profile, unless it was begun after the moment.

        Raises:
            ClientError, BotoCoreError: the table did not take it.
        """
        self._remover.remove(
            "profiles",
            self._tables.profiles,
            {"entity": {"S": self._whom.entity.profile}},
            ConditionExpression=f"attribute_not_exists({BEGUN_AFTER}) OR {BEGUN_AFTER} < :moment",
            ExpressionAttributeValues={":moment": {"N": str(self._moment)}},
        )

    def forget_moment(self) -> None:
        """Take out of a profile that was begun after it when that was: it is one like others from now on."""
        key = {"entity": {"S": self._whom.entity.profile}}
        try:
            self._client.update_item(
                TableName=self._tables.profiles,
                Key=key,
                UpdateExpression=f"REMOVE {BEGUN_AFTER}",
                ConditionExpression=f"attribute_exists({BEGUN_AFTER})",
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return

    def erase_facts(self) -> None:
        """Leave of labels and lists those alone that came after the moment; without any, delete the item.

        Raises:
            CommandError: others wrote it at the same moments, five times.
            ClientError, BotoCoreError: the table did not take it.
        """
        key = {"entity": {"S": self._whom.entity.facts}}
        for _ in range(MAX_TRIES):
            item = self._client.get_item(TableName=self._tables.profiles, Key=key, ConsistentRead=True).get("Item")
            left = facts_since(item, self._moment) if item else None
            if item is None or left == item:
                return
            if self._remover.dry_run or self._write_facts(item, left):
                self._remover.count("facts")
                return
        raise CommandError(f"others changed the facts of the {self._whom.entity.kind} {MAX_TRIES} times: try again")

    def _write_facts(self, item: Row, left: Row | None) -> bool:
        """Put what is left over what was read, or delete it; return False where another was first."""
        names: dict[str, Any] = {
            "TableName": self._tables.profiles,
            "ConditionExpression": "version = :former" if "version" in item else "attribute_not_exists(version)",
        }
        if "version" in item:
            names["ExpressionAttributeValues"] = {":former": item["version"]}
        try:
            if left is None:
                self._client.delete_item(Key={"entity": item["entity"]}, **names)
            else:
                self._client.put_item(Item=left, **names)
        except ClientError as error:
            if error.response["Error"]["Code"] in LOST_UPDATE:
                return False
            raise
        return True

    def erase_attempts(self, item: Row) -> None:
        """Delete a bucket of attempts that began before the moment, among items of the decisions table."""
        key = item["key"]["S"]
        bucket = key.removeprefix(f"attempts#{self._whom.key}#")
        if bucket != key and bucket.removeprefix("-").isdecimal() and int(bucket) * BUCKET < self._moment:
            self._remover.remove("attempts", self._tables.decisions, {"key": item["key"]})

    def erase_changes(self) -> None:
        """Take the id, and the note, out of the records of changes of the entity's lists; the records stay.

        Raises:
            ClientError, BotoCoreError: the table did not answer.
        """
        query: dict[str, Any] = {
            "TableName": self._tables.strategies,
            "KeyConditionExpression": "#kind = :kind",
            "FilterExpression": "#entity = :entity",
            "ExpressionAttributeNames": {"#kind": "kind", "#entity": "entity"},
            "ExpressionAttributeValues": to_attributes({":kind": CHANGE_KIND, ":entity": self._whom.key}),
        }
        rows = query_all(self._client, query)
        moment = format_iso(datetime.fromtimestamp(self._moment / 1000, UTC))
        for row in rows:
            if row["id"]["S"] < moment:
                self._remover.count("changes of lists")
                if not self._remover.dry_run:
                    self._redact(row)

    def _redact(self, row: Row) -> None:
        self._client.update_item(
            TableName=self._tables.strategies,
            Key={"kind": row["kind"], "id": row["id"]},
            UpdateExpression="SET #entity = :erased REMOVE note",
            ConditionExpression="attribute_exists(#entity)",
            ExpressionAttributeNames={"#entity": "entity"},
            ExpressionAttributeValues={":erased": {"S": f"{self._whom.entity.kind}#{ERASED}"}},
        )


def facts_since(item: Row, moment: int) -> dict[str, Any] | None:
    """Return an item of facts with the labels and lists alone that came at a moment or later; None if there are none.

    Sums of days go: they hold many labels, or ones that nobody tells apart. So does what nobody can read. How far a
    file of past payments is loaded stays, so that it is not loaded into the new item.
    """
    plain = from_attributes(item)
    try:
        facts = facts_of.decode(plain)
    except UnreadableFacts as error:
        facts = error.readable
    labels = tuple(each for each in facts.labels if each.received >= moment)
    lists = {name: each for name, each in facts.lists.items() if each.at >= moment}
    if not labels and not lists:
        return None
    if (labels, lists) == (facts.labels, dict(facts.lists)) and not facts.days:
        return dict(item)
    kept = {name: value for name, value in item.items() if name not in ("labels", "lists", "version")}
    encoded = facts_of.encode(msgspec.structs.replace(Facts(), labels=labels, lists=lists))
    version: Mapping[str, Any] = {"N": str(int(item["version"]["N"]) + 1)} if "version" in item else {"N": "1"}
    return {
        **kept,
        "version": version,
        "labels": {"B": encoded["labels"]},
        **to_attributes({"lists": encoded["lists"]}),
    }
