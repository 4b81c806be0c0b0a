"""The schedule that invokes Feedback about reviews: often while people work, and in the end until nothing is owed."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from fraudctl.stacks.target import Target

EVERY = 2.0
"""Seconds between two runs while people work."""
OWED_FOR = 60.0
"""Seconds that the schedule leaves to whoever owes something, before it does it."""
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


def settle_reviews(target: Target, *, timeout: float = 2 * OWED_FOR) -> bool:
    """Run the schedule until nothing is owed and no review is overdue; return whether it came to that."""
    deadline, pause = time.monotonic() + timeout, threading.Event()
    while _unsettled(target):
        if time.monotonic() > deadline:
            return False
        run_schedule(target)
        pause.wait(EVERY)
    return True


def _unsettled(target: Target) -> bool:
    now = int(time.time() * 1000)
    reviews, labels = (list(_rows(target, name)) for name in ("fraud_reviews_table_name", "fraud_labels_table_name"))
    overdue = (each["status"]["S"] in ("open", "claimed") and int(each["due"]["N"]) <= now for each in reviews)
    return any(overdue) or any("owed" in each for each in reviews) or any("owed_labels" in each for each in labels)


def _rows(target: Target, export: str) -> Iterator[Any]:
    pages = target.client("dynamodb").get_paginator("scan")
    for page in pages.paginate(TableName=target.exports[export], ConsistentRead=True):
        yield from page["Items"]
