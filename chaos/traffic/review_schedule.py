"""The schedule that invokes Feedback about reviews: often while people work, and in the end until nothing is owed."""

import contextlib
import json
import threading
import time
from collections.abc import Collection, Iterator
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from fraudctl.stacks.target import Target
from handlers.aws.attributes import from_attributes
from handlers.decision.review import Review
from handlers.decision.review_item import UnreadableReview, from_item

EVERY = 2.0
"""Seconds between two runs while people work."""
REVIEWS, LABELS = "fraud_reviews_table_name", "fraud_labels_table_name"
"""Exports with the names of tables."""
PAYLOAD = json.dumps({"schedule": "reviews"}).encode()


@contextlib.contextmanager
def scheduled(target: Target) -> Iterator[None]:
    """Run the schedule again and again until the block ends; a run that fails is followed by the next."""
    over = threading.Event()

    def run() -> None:
        while not over.wait(EVERY):
            run_schedule(target)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def run_schedule(target: Target) -> None:
    """Invoke Feedback as the rule does."""
    with contextlib.suppress(ClientError, BotoCoreError):
        target.client("lambda").invoke(
            FunctionName=target.exports["feedback_function_name"], InvocationType="RequestResponse", Payload=PAYLOAD
        )


def settle_reviews(target: Target, *, timeout: float = 120) -> bool:
    """Run the schedule until nothing is owed and no review is overdue; return whether it came to that.

    What is owed is made older first, since the schedule leaves it for a minute to whoever was interrupted.
    """
    deadline, pause = time.monotonic() + timeout, threading.Event()
    while owed := list(_unsettled(target)):
        if time.monotonic() > deadline:
            return False
        for export, name, identity in owed:
            _make_old(target, export, name, identity)
        run_schedule(target)
        pause.wait(EVERY / 4)
    return True


def reviewed_ids(target: Target, transaction_ids: Collection[str]) -> list[str]:
    """Return those of these ids that have a review, in their order."""
    reviewed = {each["transaction_id"]["S"] for each in _rows(target, REVIEWS)}
    return [each for each in transaction_ids if each in reviewed]


def _unsettled(target: Target) -> Iterator[tuple[str, str, str]]:
    """Yield table, attribute of time and id of what the schedule is to find."""
    now = int(time.time() * 1000)
    for review in filter(None, map(_readable, _rows(target, REVIEWS))):
        if review.owed or (review.waits and review.due <= now):
            yield REVIEWS, "due", review.transaction_id
    for each in _rows(target, LABELS):
        if "owed_labels" in each:
            yield LABELS, "owed_at", each["transaction_id"]["S"]


def _readable(row: Any) -> Review | None:
    try:
        return from_item(from_attributes(row))
    except UnreadableReview:
        return None


def _make_old(target: Target, export: str, name: str, identity: str) -> None:
    client = target.client("dynamodb")
    with contextlib.suppress(client.exceptions.ConditionalCheckFailedException):  # it was done meanwhile
        client.update_item(
            TableName=target.exports[export],
            Key={"transaction_id": {"S": identity}},
            UpdateExpression="SET #name = :old",
            ConditionExpression="attribute_exists(#name)",
            ExpressionAttributeNames={"#name": name},
            ExpressionAttributeValues={":old": {"N": "1"}},
        )


def _rows(target: Target, export: str) -> Iterator[Any]:
    pages = target.client("dynamodb").get_paginator("scan")
    for page in pages.paginate(TableName=target.exports[export], ConsistentRead=True):
        yield from page["Items"]
