"""Traffic while customers are erased, what comes late, and what of the ledger binds nobody any more."""

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from chaos.erasure_book import ErasedPerson
from chaos.former_payments import FormerPayment
from chaos.ledger import Attempt, Ledger, RequestFields
from chaos.stack import FaultyStack
from chaos.traffic.cases import TrafficCase, single_post
from chaos.traffic.officer import Officer
from chaos.traffic.payloads import PayloadSender
from chaos.verdict.stored_times import milliseconds_of
from fraudctl.erase.eraser import DRAIN
from fraudctl.stacks.target import Target
from handlers.aws.attributes import from_attributes, to_attributes
from handlers.contract.iso_time import iso_time

IDLE = 20.0
"""Seconds for calls that are under way when the moments have passed; else the eraser's own wait is kept to."""
SENT_AGAIN, LATE = 4, 3
"""Payments of an erased person that clients send once more, and rows from before that come late."""


class Erasing:
    """The erasures of a phase, from their moments to what comes late."""

    def __init__(self, stack: FaultyStack, ledger: Ledger, labels: Sequence[str], officer: Officer) -> None:
        self._stack = stack
        self._ledger = ledger
        self._labels = labels
        self._officer = officer
        self._rows = stack.target.client("dynamodb")
        self._transactions = stack.target.exports["transactions_table_name"]
        self._payloads = PayloadSender(stack.target, ledger)
        self._late: Sequence[bytes] = ()
        self._quiet: set[str] = set()

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Erase while the block sends traffic; what was under way at the moments has ended before."""
        self._officer.wait_for_moments()
        if not self._stack.wait_until_idle(IDLE):
            self._stack.pause(DRAIN / 1000)
        self._quiet = self._unnoticed()
        self._late = self._payloads.packed([each for label in self._labels for each in self._ids_of_erased(label)])
        with self._officer.erasing():
            yield
        self._payloads.send(self._late)
        for each in self._persons():
            each.late = frozenset(self._plant(each, number) for number in range(LATE))

    def sent_again(self) -> Iterator[tuple[str, TrafficCase]]:
        """Yield payments that clients send once more, of which nobody was told by an alert or an event."""
        labelled = {each for label in self._labels for each in self._ledger.labels.attempts_of(label)}
        for each in self._persons():
            quiet = [name for name in self._ids_of(each) if name in self._quiet - labelled]
            for fields in (self._first(name) for name in quiet[:SENT_AGAIN]):
                yield each.kind, TrafficCase(steps=((single_post(fields),),), transactions=0)

    def _unnoticed(self) -> set[str]:
        """Return the ids that nobody was alerted to."""
        scores = scan(self._stack.target, "fraud_scores_table_name")
        return {each["transaction_id"] for each in scores if each["outcome"] == "approve"}

    def retire(self) -> None:
        """Take out of the ledger what clients were told of what was received before the moments."""
        born = {row["transaction_id"]: row for row in scan(self._stack.target, "transactions_table_name")}
        offset = time.time() - time.monotonic()
        for each in self._persons():
            own = f"profile#customer#{each.customer}"
            for name, attempts in self._attempts_of(each).items():
                row = born.get(name)
                received = milliseconds_of(row["created_at"]) if row else None
                fresh = received if received is not None and received >= each.moment else None
                former = former_attempts(attempts, each, fresh, offset=offset)
                if former:
                    self._ledger.retire(name, former, former_payments(former, own, offset=offset))
                    self._ledger.labels.retire(name, each.erased or math.inf)
                    self._ledger.reviews.retire(name, each.erased or math.inf)

    def _persons(self) -> Iterator[ErasedPerson]:
        for label in self._labels:
            yield from self._ledger.erasures.persons_of(label)

    def _attempts_of(self, person: ErasedPerson) -> dict[str, list[Attempt]]:
        every = self._ledger.attempts_of(person.kind).items()
        return {name: some for name, some in every if some[0].fields.get("customer_id") == person.customer}

    def _ids_of(self, person: ErasedPerson) -> list[str]:
        """Return the ids that were first sent before the moment."""
        sent = person.moment / 1000 - (time.time() - time.monotonic())
        return [name for name, some in self._attempts_of(person).items() if min(each.sent for each in some) < sent]

    def _ids_of_erased(self, label: str) -> list[str]:
        return [name for each in self._ledger.erasures.persons_of(label) for name in self._ids_of(each)]

    def _first(self, name: str) -> RequestFields:
        return next(each.fields for label in self._labels for each in self._ledger.attempts_of(label).get(name, ()))

    def _plant(self, person: ErasedPerson, number: int) -> str:
        """Put a row from before the moment, as a function does that outlived every wait."""
        name = f"{person.customer}-late-{number}"
        row = {"transaction_id": name, "timestamp": person.moment - 1000 + number, "amount": 12 + number}
        row |= {"merchant": "Corner Bakery", "customer_id": person.customer, "created_at": iso_time(person.moment - 1)}
        self._rows.put_item(TableName=self._transactions, Item=to_attributes(row))
        return name


def former_attempts(
    attempts: Sequence[Attempt], person: ErasedPerson, born: float | None, *, offset: float
) -> list[Attempt]:
    """Return the attempts on an id of which nothing is to be left.

    Args:
        attempts: All of them.
        person: The customer whose they are.
        born: The receipt of the row that is there, in epoch milliseconds, if that was not before the moment.
        offset: Seconds from the monotonic clock to the epoch.
    """

    def sent(each: Attempt) -> float:
        return (each.sent + offset) * 1000

    if min(map(sent, attempts)) >= person.moment:
        return []
    erased = person.erased or math.inf
    return [
        each for each in attempts if sent(each) < erased and (born is None or (each.answered + offset) * 1000 < born)
    ]


def former_payments(attempts: Sequence[Attempt], own: str, *, offset: float) -> list[FormerPayment]:
    """Return the payments that may have been stored by these attempts, one for each time."""
    found: dict[int, FormerPayment] = {}
    for each in sorted((each for each in attempts if each.may_be_stored), key=lambda each: not each.acknowledged):
        time_ = each.timestamp if each.timestamp is not None else int(each.fields["timestamp"])
        received = int(((each.answered if math.isfinite(each.answered) else each.sent) + offset) * 1000)
        payment = FormerPayment(
            fields=each.fields, time=time_, received=received, acknowledged=each.acknowledged, counted=False, own=own
        )
        found.setdefault(time_, payment)
    return list(found.values())


def scan(target: Target, export: str) -> Iterator[Any]:
    """Yield the rows of a table, but for claims."""
    pages = target.client("dynamodb").get_paginator("scan")
    for page in pages.paginate(TableName=target.exports[export], ConsistentRead=True):
        yield from (from_attributes(row) for row in page["Items"] if "claimed_timestamp" not in row)
