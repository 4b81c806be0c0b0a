"""Reads of the strategies table: pointers, documents by digest, and changes, newest first."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from botocore.exceptions import BotoCoreError, ClientError

from fraudctl.errors import CommandError
from fraudctl.profiles.packaged import packaged_strategies
from fraudctl.rollout.table.change import Change
from fraudctl.rollout.table.documents import UnknownVersion, strategy_in
from fraudctl.stacks.target import Target
from handlers.aws.attributes import from_attributes, to_attributes
from handlers.decision.strategy.pointers import (
    CHANGE_KIND,
    DOCUMENT_KIND,
    POINTER_KIND,
    Pointers,
    UnreadablePointers,
    pointers_in,
)
from handlers.decision.strategy.strategy import Strategy

TABLE_EXPORT = "fraud_strategies_table_name"

OF_KIND = "#kind = :kind"
KIND = {"#kind": "kind"}
"""The name of the partition key, by which every query asks."""


@dataclass(frozen=True, kw_only=True)
class DeployedStrategies:
    """The strategies of a stack."""

    client: Any
    name: str

    @classmethod
    def of(cls, target: Target) -> Self:
        """Return the table of a stack.

        Raises:
            CommandError: an older release deployed it.
        """
        return cls(name=target.exports[TABLE_EXPORT], client=target.client("dynamodb"))

    def pointers(self) -> Pointers:
        """Return all pointers as they stand at one moment.

        Raises:
            CommandError: one was damaged by hand, or the table cannot be read.
        """
        with self.errors():
            found = self.client.query(**self._query(POINTER_KIND), ConsistentRead=True)
        try:
            return pointers_in(map(from_attributes, found["Items"]))
        except UnreadablePointers as error:
            raise CommandError(f"the table {self.name} was changed by hand: {error}") from error

    def document(self, digest: str) -> Strategy:
        """Return the strategy of a digest, of the table or else of those that come with this version.

        Raises:
            UnknownVersion: there is no document of it.
            BrokenDocument: its document was changed by hand, or is none that this version reads.
            CommandError: the table cannot be read.
        """
        with self.errors():
            found = self.client.get_item(
                TableName=self.name, Key=to_attributes({"kind": DOCUMENT_KIND, "id": digest}), ConsistentRead=True
            )
        if "Item" in found:
            return strategy_in(from_attributes(found["Item"]).get("document"), digest)
        if packaged := next((each for each in packaged_strategies() if each.digest == digest), None):
            return packaged
        raise UnknownVersion(f"the stack has no strategy of the digest {digest}")

    def digests(self, beginning: str) -> list[str]:
        """Return the digests of up to ten documents that begin so.

        Raises:
            CommandError: the table cannot be read.
        """
        asked = self._query(DOCUMENT_KIND)
        asked["KeyConditionExpression"] += " AND begins_with(#id, :beginning)"
        asked["ExpressionAttributeNames"] = {**KIND, "#id": "id"}
        asked["ExpressionAttributeValues"] |= {":beginning": {"S": beginning}}
        with self.errors():
            found = self.client.query(**asked, ProjectionExpression="#id", Limit=10, ConsistentRead=True)
        return [row["id"]["S"] for row in found["Items"]]

    def changes(self) -> Iterator[Change]:
        """Yield the changes, newest first, page by page as they are asked for.

        Raises:
            CommandError: the table cannot be read.
        """
        start: dict[str, Any] = {}
        while True:
            with self.errors():
                page = self.client.query(
                    **self._query(CHANGE_KIND), ConsistentRead=True, ScanIndexForward=False, **start
                )
            yield from (Change.of(from_attributes(row)) for row in page["Items"])
            if not (last := page.get("LastEvaluatedKey")):
                return
            start = {"ExclusiveStartKey": last}

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn an error of AWS into a CommandError that says what to do about the table."""
        try:
            yield
        except ClientError as error:
            code = error.response["Error"]["Code"]
            raise CommandError(f"the table {self.name}: {_ADVICE.get(code, str(error))}") from error
        except BotoCoreError as error:
            raise CommandError(f"the table {self.name} does not answer, so nothing is known of it: {error}") from error

    def _query(self, kind: str) -> dict[str, Any]:
        return {
            "TableName": self.name,
            "KeyConditionExpression": OF_KIND,
            "ExpressionAttributeNames": KIND,
            "ExpressionAttributeValues": {":kind": {"S": kind}},
        }


_THROTTLED = "DynamoDB throttles it: try again in a minute"
_ADVICE = {
    "ResourceNotFoundException": "it is not there: `pulumi up` makes it again, and nothing that it held",
    "ProvisionedThroughputExceededException": _THROTTLED,
    "ThrottlingException": _THROTTLED,
    "RequestLimitExceeded": _THROTTLED,
    "AccessDeniedException": "you may not do that: the policy of the export strategies_policy_arn allows it",
}
"""Words to a person by the code of an error; of others AWS's own."""
