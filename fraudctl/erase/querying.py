"""Queries that are read to their last page."""

from collections.abc import Mapping
from typing import Any

from fraudctl.erase.whom import Row


def query_all(client: Any, query: Mapping[str, Any]) -> list[Row]:
    """Return the items of all pages of a query.

    Raises:
        ClientError, BotoCoreError: the table did not answer.
    """
    page = client.query(**query)
    rows: list[Row] = list(page["Items"])
    while last := page.get("LastEvaluatedKey"):  # a page holds 1 MB
        page = client.query(**query, ExclusiveStartKey=last)
        rows += page["Items"]
    return rows
