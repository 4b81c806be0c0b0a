"""The desk at which people work on reviews and read back: users of the account, each with credentials of their own."""

import contextlib
import math
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from botocore.credentials import Credentials

from chaos.ledger import Ledger
from chaos.review_book import ReadAttempt, ReviewAttempt
from chaos.traffic.cases import ReadBack, ReviewAction
from chaos.traffic.reviews import PEOPLE
from chaos.traffic.signed_api import Reply, SignedApi
from fraudctl.stacks.target import Target

FINAL = frozenset({200, 400, 404, 409})
"""Statuses after which nobody asks again."""
POLICIES = ("feedback_policy_arn", "read_policy_arn")
OVER = 1
"""Epoch milliseconds: due long ago."""


class Person(NamedTuple):
    """Somebody who works on reviews."""

    arn: str
    api: SignedApi


class Desk:
    """People who share a desk; many threads may send them to work."""

    def __init__(self, target: Target, ledger: Ledger, *, concurrency: int, through: str | None = None) -> None:
        """`through` is the address of a proxy, None to call the emulator itself."""
        self._target = target
        self._book = ledger.reviews
        self._concurrency = concurrency
        self._through = through
        self._people: Sequence[Person] = ()
        self._lock = threading.Lock()

    def act(self, kind: str, action: ReviewAction) -> bool:
        """Do what a person is to do, and record the answer; return whether it is not to be repeated."""
        person = self._hired()[action.person]
        reply, sent, answered, _ = _timed(lambda: person.api.post("reviews_endpoint", action.fields))
        self._book.add(
            kind,
            ReviewAttempt(
                fields=action.fields,
                person=person.arn,
                status=reply.status,
                review=reply.content,
                sent=sent,
                answered=answered,
                ended=reply.ended,
            ),
        )
        return reply.status in FINAL

    def read(self, kind: str, read: ReadBack) -> bool:
        """Read a transaction back, and record the answer; return whether it is not to be repeated."""
        path, api = f"?id={quote(read.transaction_id, safe='')}", self._hired()[0].api
        reply, sent, answered, began = _timed(lambda: api.get("api_endpoint", path))
        self._book.add_read(
            kind,
            ReadAttempt(
                transaction_id=read.transaction_id,
                status=reply.status,
                content=reply.content,
                sent=sent,
                answered=answered,
                sent_monotonic=began,
            ),
        )
        return reply.status in FINAL

    def make_due(self, transaction_ids: Sequence[str]) -> None:
        """Let the time of reviews that wait be over, as hours do."""
        client = self._target.client("dynamodb")
        for each in transaction_ids:
            try:
                client.update_item(
                    TableName=self._target.exports["fraud_reviews_table_name"],
                    Key={"transaction_id": {"S": each}},
                    UpdateExpression="SET due = :over ADD version :one",  # as any write: who read before, reads again
                    ConditionExpression="#status IN (:open, :claimed)",
                    ExpressionAttributeNames={"#status": "status"},
                    ExpressionAttributeValues={
                        ":over": {"N": str(OVER)},
                        ":one": {"N": "1"},
                        ":open": {"S": "open"},
                        ":claimed": {"S": "claimed"},
                    },
                )
            except client.exceptions.ConditionalCheckFailedException:
                continue  # it is decided

    def close(self) -> None:
        """Close the connections."""
        for each in self._people:
            each.api.close()

    def _hired(self) -> Sequence[Person]:
        with self._lock:
            if not self._people:
                self._people = [self._hire(f"reviewer-{number}") for number in range(PEOPLE)]
            return self._people

    def _hire(self, name: str) -> Person:
        iam: Any = self._target.client("iam")
        with contextlib.suppress(iam.exceptions.EntityAlreadyExistsException):  # hired by another client
            iam.create_user(UserName=name)
        for policy in POLICIES:
            iam.attach_user_policy(UserName=name, PolicyArn=self._target.exports[policy])
        key = iam.create_access_key(UserName=name)["AccessKey"]
        credentials = Credentials(key["AccessKeyId"], key["SecretAccessKey"])
        api = SignedApi(self._target, concurrency=self._concurrency, through=self._through, credentials=credentials)
        return Person(arn=iam.get_user(UserName=name)["User"]["Arn"], api=api)


def _timed(call: Callable[[], Reply]) -> tuple[Reply, float, float, float]:
    """Return an answer with when it was asked for and when it ended, in epoch milliseconds, and the former's clock."""
    sent, began = time.time(), time.monotonic()
    reply = call()
    answered = math.inf if math.isinf(reply.ended) else sent + reply.ended - began
    return reply, sent * 1000, answered * 1000, began
