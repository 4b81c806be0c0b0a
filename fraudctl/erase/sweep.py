"""The sweep of one erasure: what is known first, so that nobody is judged by it, then the rows, the queues last."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fraudctl.erase.known import KnownOf
from fraudctl.erase.messages import MessageReader
from fraudctl.erase.queues import QueueResult, Queues
from fraudctl.erase.removing import Remover
from fraudctl.erase.rows import Tables, TransactionRows
from fraudctl.erase.scanning import Progress, ReadRate, TableScan
from fraudctl.erase.whom import Row, Whom, row_received
from handlers.aws.concurrency import map_concurrently
from handlers.decision.condition.vocabulary import METADATA
from handlers.decision.entity.entities import id_in_row

MOST_RELATED = 20
"""Other entities of a kind that are named; more are counted up to here."""

Looked = Callable[[str, int], None]
"""Is told of a table how many more items were looked at."""


@dataclass(kw_only=True)
class Sweep:
    """One pass over all tables and queues, for what an entity left there before a moment."""

    client: Any
    tables: Tables
    whom: Whom
    moment: int
    remover: Remover
    rate: ReadRate
    looked: Looked
    related: dict[str, set[str]] = field(default_factory=dict)
    """The other entities of the transactions found, by kind."""
    _seen: set[str] = field(default_factory=set)
    _erased: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, progress: Progress, queues: Queues, urls: Mapping[str, str]) -> QueueResult:
        """Erase, or with a dry run count, all of it.

        Raises:
            CommandError, ClientError, BotoCoreError: something did not answer; the same again goes on.
        """
        known = KnownOf(self.client, self.tables, self.remover, self.whom, self.moment)
        known.erase_profile()
        known.erase_facts()
        known.erase_changes()
        for table, take, options in self._scans(known):
            scan = TableScan(client=self.client, rate=self.rate, progress=progress, looked=self._looked_at(table))
            scan.run(table, take, options)
        return queues.erase(urls, MessageReader(whom=self.whom, moment=self.moment, erased=self._erased))

    def _scans(self, known: KnownOf) -> Iterator[tuple[str, Callable[[Sequence[Row]], None], Mapping[str, Any]]]:
        """Yield each table that is read from end to end, what takes its pages, and which items are wanted of it."""
        rows = TransactionRows(self.client, self.tables, self.remover, self.whom, self.moment)

        def transactions(page: Sequence[Row]) -> None:
            found = [each for each in page if self.whom.is_in(each)]
            self._note_related(found)
            self._erase(rows, [each for each in found if row_received(each) < self.moment])

        def told(page: Sequence[Row]) -> None:
            self._erase(rows, [each for each in page if self.whom.is_in(each)])

        def attempts(page: Sequence[Row]) -> None:
            map_concurrently(known.erase_attempts, page)

        yield self.tables.transactions, transactions, self.whom.filter()
        if self.whom.place.field != METADATA:  # of which scores and reviews hold nothing
            yield self.tables.scores, told, self.whom.filter()
            yield self.tables.reviews, told, self.whom.filter()
        yield (
            self.tables.decisions,
            attempts,
            {
                "FilterExpression": "begins_with(#key, :attempts)",
                "ExpressionAttributeNames": {"#key": "key"},
                "ExpressionAttributeValues": {":attempts": {"S": f"attempts#{self.whom.key}#"}},
            },
        )

    def _erase(self, rows: TransactionRows, found: Sequence[Row]) -> None:
        ids = {each["transaction_id"]["S"] for each in found}
        with self._lock:
            ids -= self._seen
            self._seen |= ids
        fresh = sorted(ids)
        whole = map_concurrently(rows.erase, fresh)
        with self._lock:
            self._erased.update(each for each, is_whole in zip(fresh, whole, strict=True) if is_whole)

    def _note_related(self, found: Sequence[Row]) -> None:
        others = {kind: place for kind, place in self.whom.places.items() if kind != self.whom.entity.kind}
        with self._lock:
            for row in found:
                for kind, place in others.items():
                    named = self.related.setdefault(kind, set())
                    if len(named) < MOST_RELATED and (identity := id_in_row(place, row)):
                        named.add(identity)

    def _looked_at(self, table: str) -> Callable[[int], None]:
        return lambda items: self.looked(table, items)
