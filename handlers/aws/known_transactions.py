"""Answers for ids that are known: from the decision in the row, or from the score of a row that has none.

Where a review was opened, its outcome stands beside the first one.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from msgspec import UNSET, structs

from handlers.aws.attributes import from_attributes
from handlers.aws.decision_store import TypedItem
from handlers.contract.errors import Conflict, Malformed, NotYetScored, ScoreExpired, ScoresUnread, UnfitDecision
from handlers.contract.request import TransactionRequest
from handlers.contract.row_expiry import has_expired
from handlers.contract.row_image import CLAIM, from_image, received_at
from handlers.contract.stored_item import resolve_duplicate
from handlers.contract.transaction import milliseconds
from handlers.decision.answer import Answer, answer_in, answer_of
from handlers.decision.degraded import REVIEW
from handlers.decision.settlement import SCORED_FIELDS
from handlers.decision.stored_decision import decode

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LONGEST_UNSCORED = 29 * 86_400_000
"""Milliseconds in which a row may still get its score: a day in the stream, and fourteen in each of two queues. Every
stack keeps scores for longer."""


def claimed_timestamp(rows: Sequence[TypedItem], now: int) -> int | None:
    """Return the time that a request without one has, where an earlier one claimed it by another route.

    A claim that has expired by `now`, in epoch milliseconds, is of a past payment.
    """
    return next((int(row[CLAIM]["N"]) for row in rows if CLAIM in row and not has_expired(row, now)), None)


def transactions_in(rows: Sequence[TypedItem]) -> list[TypedItem]:
    """Return the rows that are transactions."""
    return [row for row in rows if CLAIM not in row]


class KnownTransactions:
    """Answers for ids that have a row, whichever way it came."""

    def __init__(self, client: "DynamoDBClient", scores: str, reviews: str) -> None:
        self._client = client
        self._scores = scores
        self._reviews = reviews

    def answer(self, request: TransactionRequest, known: Sequence[TypedItem], now: int) -> Answer:
        """Return the answer for a request whose id has these rows; one that differs in its timestamp alone is a repeat.

        Raises:
            Conflict: the id is known with other content, or raced and was scored with other content.
            ScoreExpired: its score is gone.
            NotYetScored: it has none yet.
            ScoresUnread: it cannot be read, or not in time.
        """
        ordered = sorted(
            known, key=lambda row: ("decision" not in row, int(row["timestamp"]["N"]) != request.timestamp)
        )
        plain = [from_attributes(row) for row in ordered]
        content = structs.replace(request, timestamp=UNSET)
        timestamp = resolve_duplicate(plain, content).timestamp
        row = next(row for row in ordered if int(row["timestamp"]["N"]) == timestamp)
        raced = len(known) > 1
        if told := _answer_in_row(row):
            return self._reviewed(told, row, raced=raced)
        score = self._score(row, timestamp, now)
        resolve_duplicate([each for each in plain if each["timestamp"] == score.get("timestamp")] or plain, content)
        return self._reviewed(_answer_in_score(score, row, timestamp), row, raced=raced)

    def _reviewed(self, answer: Answer, row: TypedItem, *, raced: bool) -> Answer:
        """Return the answer with what a person decided since, or with the word that it could not be read in time.

        An id has one review. Of two transactions that raced under it, either may have been the one to be reviewed; with
        other content than this one that is no review of it.
        """
        if not (answer.has_review or raced):
            return answer
        try:
            found = self._client.get_item(
                TableName=self._reviews,
                Key={"transaction_id": {"S": answer.transaction_id}},
                ConsistentRead=True,
                ProjectionExpression="final_outcome, #timestamp, amount, merchant",
                ExpressionAttributeNames={"#timestamp": "timestamp"},
            )
        except (ClientError, BotoCoreError):
            return structs.replace(answer, degraded=[*answer.degraded, REVIEW])
        review, own = (from_attributes(each) for each in (found.get("Item", {}), row))
        is_own = review.get("timestamp") == answer.timestamp
        if raced and not is_own and any(review.get(name) != own.get(name) for name in SCORED_FIELDS):
            return answer
        return structs.replace(answer, final_outcome=review.get("final_outcome"))

    def _score(self, row: TypedItem, timestamp: int, now: int) -> Mapping[str, Any]:
        transaction_id: str = row["transaction_id"]["S"]
        try:
            found = self._client.get_item(
                TableName=self._scores, Key={"transaction_id": {"S": transaction_id}}, ConsistentRead=True
            )
        except (ClientError, BotoCoreError) as error:
            raise ScoresUnread(transaction_id, type(error).__name__) from None
        score = from_attributes(found["Item"]) if "Item" in found else {}
        if "fraud_score" in score:
            return score
        received = received_at(row)
        if now - (milliseconds(received) if received else timestamp) > LONGEST_UNSCORED:
            raise ScoreExpired(transaction_id)
        raise NotYetScored(transaction_id)


def _answer_in_score(score: Mapping[str, Any], row: TypedItem, timestamp: int) -> Answer:
    """Return the answer to a repeat of the row that was scored.

    Raises:
        Conflict: two requests with other content raced under the id, and the other one was scored.
        NotYetScored: the row was changed since it was scored, and is scored anew.
    """
    content = from_attributes({name: row[name] for name in SCORED_FIELDS if name in row})
    if all(score.get(name) == value for name, value in content.items()):
        return answer_in(score, timestamp)
    if score.get("timestamp") == timestamp:
        raise NotYetScored(score["transaction_id"])
    raise Conflict(score["transaction_id"])


def _answer_in_row(row: TypedItem) -> Answer | None:
    """Return the answer that the client was told, if the row holds it and nobody changed the row since."""
    try:
        transaction = from_image(row)
        if transaction.decision is UNSET:
            return None
        return answer_of(decode(transaction.decision, transaction), "duplicate")
    except (Malformed, UnfitDecision):
        return None
