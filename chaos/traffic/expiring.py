"""Rows past their retention: DynamoDB removes each, its claims and its score, while their ids come again."""

import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chaos.expiry_book import ExpiredLife
from chaos.ledger import Ledger, Route
from chaos.traffic.cases import TrafficCase, single_post
from chaos.traffic.former_lives import former_payment, is_former, payments
from chaos.verdict.stored_times import milliseconds_of
from fraudctl.stacks.target import Target
from handlers.aws.attributes import from_attributes
from handlers.contract.row_image import CLAIM_TIMESTAMP

SHARE, LEFT = 0.6, 0.3
"""Of the ids whose rows expire; and of claims to which DynamoDB does not come before the campaign ends."""
HELD = 60
"""Seconds for which messages are held at most that are looked at."""
PAST = 1_000
"""Seconds since which what expires has been past its time."""


class Expiring:
    """The expiry of some rows of a kind's traffic, as time and DynamoDB bring it about."""

    def __init__(self, target: Target, ledger: Ledger, label: str, seed: int) -> None:
        self._tables = target.client("dynamodb")
        self._transactions = target.exports["transactions_table_name"]
        self._scores = target.exports["fraud_scores_table_name"]
        self._decisions = target.exports["fraud_decisions_table_name"]
        self._queues = target.client("sqs")
        self._queue = target.exports["ingestion_queue_url"]
        self._ledger = ledger
        self._label = label
        self._chance = random.Random(f"{seed} {label} expiring")  # noqa: S311 -- no secret
        self._lives: dict[str, ExpiredLife] = {}
        self._gone: dict[str, float] = {}
        """By id, when its row was gone, in seconds of the monotonic clock."""

    def expire(self) -> None:
        """Let the time of some rows come, and of the claims on their ids."""
        past = {":past": {"N": str(int(time.time()) - PAST)}}
        for name in self._chosen():
            rows, claim = self._rows(name), {"key": {"S": f"id#{name}"}}
            claimed = "Item" in self._tables.get_item(TableName=self._decisions, Key=claim, ConsistentRead=True)
            self._lives[name] = ExpiredLife(
                kind=self._label, transaction_id=name, rows=rows, last=(), score=None, claimed=claimed
            )
            for row in rows:
                self._expire(
                    self._transactions, {"transaction_id": row["transaction_id"], "timestamp": row["timestamp"]}, past
                )
            self._expire(self._decisions, claim, past)

    def repeats(self, *, quiet: bool) -> Iterator[TrafficCase]:
        """Yield each expired id once more; with `quiet` only those of which nobody was alerted."""
        for name, life in self._lives.items():
            score = life.score or self._score(name)
            attempts = self._ledger.attempts_of(self._label).get(name, ())
            first = next((each for each in (*attempts, *life.attempts) if each.acknowledged), None)
            if first and not (quiet and (score is None or score["outcome"] != "approve")):
                route: Route = "decisions" if first.route == "decisions" else "transactions"
                yield TrafficCase(steps=((single_post(first.fields, route),),), transactions=0)

    def retire(self) -> None:
        """Take out of the ledger what clients were told until the rows went."""
        offset = time.time() - time.monotonic()
        for name, life in self._lives.items():
            gone, born = self._gone[name], self._born(name)
            attempts = self._ledger.attempts_of(self._label).get(name, ())
            former = [each for each in attempts if is_former(each, gone, born, offset=offset)]
            kept = replace(life, attempts=former)
            self._lives[name] = kept
            self._ledger.retire(
                name, former, [former_payment(row, kept) for row in map(from_attributes, payments(kept.last))]
            )
            self._ledger.expired.append(kept)

    def _chosen(self) -> Sequence[str]:
        """Return the ids that expire: those of which a client was told, with one row."""
        told = [
            name
            for name, some in self._ledger.attempts_of(self._label).items()
            if any(each.acknowledged for each in some) and self._chance.random() < SHARE
        ]
        return [name for name in told if len(payments(self._rows(name))) == 1]

    def remove(self) -> None:
        """Remove each as DynamoDB does: on condition that its time has come. A score's comes before its row's.

        No message waits in a queue for as long as a row is kept: those of which one does stay.
        """
        for name in self._queued() & self._lives.keys():
            del self._lives[name]
            self._ledger.claims_gone.add(name)
        every = list(self._lives)
        self._chance.shuffle(every)
        for name in every:
            rows, score = self._rows(name), self._score(name)
            claim = {"key": {"S": f"id#{name}"}}
            self._lives[name] = replace(self._lives[name], last=rows, score=score)
            self._tables.delete_item(TableName=self._scores, Key={"transaction_id": {"S": name}})
            keys = [{"transaction_id": row["transaction_id"], "timestamp": row["timestamp"]} for row in rows]
            works = [(self._transactions, key) for key in keys] + [(self._decisions, claim)]
            self._chance.shuffle(works)
            for table, key in works:
                is_row = int(key.get("timestamp", {"N": str(CLAIM_TIMESTAMP)})["N"]) != CLAIM_TIMESTAMP
                if is_row or self._chance.random() >= LEFT:
                    self._remove(table, key)
                if is_row:
                    self._gone[name] = time.monotonic()

    def _queued(self) -> set[str]:
        """Return the ids in Ingestion's queue, which is left as it is."""
        held, ids = list[str](), set[str]()
        while messages := self._queues.receive_message(
            QueueUrl=self._queue, MaxNumberOfMessages=10, VisibilityTimeout=HELD
        ).get("Messages"):
            held += [each["ReceiptHandle"] for each in messages]
            ids.update(json.loads(each["Body"])["request"]["transaction_id"] for each in messages)
        for each in held:
            self._queues.change_message_visibility(QueueUrl=self._queue, ReceiptHandle=each, VisibilityTimeout=0)
        return ids

    def _remove(self, table: str, key: Mapping[str, Any]) -> None:
        try:
            self._tables.delete_item(
                TableName=table,
                Key=key,
                ConditionExpression="#expiry <= :now",
                ExpressionAttributeNames={"#expiry": "expiry"},
                ExpressionAttributeValues={":now": {"N": str(int(time.time()))}},
            )
        except self._tables.exceptions.ConditionalCheckFailedException:
            return  # it is of a new payment by now, or gone

    def _expire(self, table: str, key: Mapping[str, Any], past: Mapping[str, Any]) -> None:
        try:
            self._tables.update_item(
                TableName=table,
                Key=key,
                UpdateExpression="SET #expiry = :past",
                ConditionExpression="attribute_exists(#expiry)",
                ExpressionAttributeNames={"#expiry": "expiry"},
                ExpressionAttributeValues=past,
            )
        except self._tables.exceptions.ConditionalCheckFailedException:
            return  # there is none

    def _born(self, name: str) -> float | None:
        """Return the receipt of the row that an id has by now, in epoch milliseconds."""
        rows = [from_attributes(row) for row in payments(self._rows(name))]
        return min((milliseconds_of(row["created_at"]) for row in rows), default=None)

    def _score(self, name: str) -> Mapping[str, Any] | None:
        found = self._tables.get_item(TableName=self._scores, Key={"transaction_id": {"S": name}}, ConsistentRead=True)
        return from_attributes(found["Item"]) if "Item" in found else None

    def _rows(self, name: str) -> Sequence[Mapping[str, Any]]:
        rows: Sequence[Mapping[str, Any]] = self._tables.query(
            TableName=self._transactions,
            KeyConditionExpression="transaction_id = :id",
            ExpressionAttributeValues={":id": {"S": name}},
            ConsistentRead=True,
        )["Items"]
        return rows
