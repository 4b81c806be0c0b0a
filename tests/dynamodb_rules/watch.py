"""Every call of DynamoDB in this process, held to what AWS publishes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.model import ServiceModel

from tests.dynamodb_rules.calls import check_call
from tests.dynamodb_rules.refusal import Refused

TABLE_KEYS = {
    "transactions-": ("transaction_id", "timestamp"),
    "fraud-scores-": ("transaction_id",),
    "fraud-profiles-": ("entity",),
    "fraud-labels-": ("transaction_id",),
    "fraud-reviews-": ("transaction_id",),
    "fraud-decisions-": ("key",),
    "fraud-strategies-": ("kind", "id"),
}
"""Keys of the pipeline's tables, by the beginning of their names; those of others are learned when they are made."""


class DynamoDbWatch:
    """Checks calls, and remembers refusals, in case the code under test catches what is raised."""

    def __init__(self) -> None:
        self.refusals = list[Refused]()
        self.seen = Counter[str]()
        """Calls that were checked, by operation."""
        self._keys = dict[str, Sequence[str]]()

    def check(self, model: ServiceModel, operation: str, arguments: Mapping[str, Any]) -> None:
        """Check a call.

        Raises:
            Refused: DynamoDB would refuse it.
        """
        if operation == "CreateTable":
            self._keys[arguments["TableName"]] = tuple(each["AttributeName"] for each in arguments["KeySchema"])
        self.seen[operation] += 1
        try:
            check_call(model, operation, arguments, self.keys_of)
        except Refused as refusal:
            self.refusals.append(refusal)
            raise

    def keys_of(self, table: str) -> Sequence[str] | None:
        """Return the names of a table's keys, if they are known."""
        known = (keys for beginning, keys in TABLE_KEYS.items() if table.startswith(beginning))
        return self._keys.get(table) or next(known, None)


WATCH = DynamoDbWatch()


@contextmanager
def watched() -> Iterator[None]:
    """Check every call of every client that is made in the block, whoever answers it."""
    call = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001 -- where every method of a client ends

    def checked(client: Any, operation: str, arguments: Mapping[str, Any]) -> Any:
        if client.meta.service_model.service_name == "dynamodb":
            WATCH.check(client.meta.service_model, operation, arguments)
        return call(client, operation, arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseClient, "_make_api_call", checked)
        yield
