"""The sending of a phase's traffic: a first part, and a second one once everything was delivered."""

import contextlib
import functools
import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import zip_longest

from chaos.after_delivery import AfterDelivery, LabelledCases
from chaos.kinds.kind import Kind
from chaos.ledger import Ledger
from chaos.stack import FaultyStack
from chaos.traffic.cases import TrafficCase
from chaos.traffic.client import LedgerClient
from chaos.traffic.damaged_reviews import plant_damaged_reviews
from chaos.traffic.decisions import MOST_AT_ONCE, with_decisions
from chaos.traffic.erasing import Erasing
from chaos.traffic.expiring import Expiring
from chaos.traffic.exporting import Exporter
from chaos.traffic.labels import with_early_labels
from chaos.traffic.loaded_history import load_history
from chaos.traffic.officer import Officer
from chaos.traffic.operators import operating
from chaos.traffic.planted_profiles import plant_profiles
from chaos.traffic.table_rows import RowEditor

SETTLED = 20.0
"""Seconds for the changes of rows whose time has come, which the stream tells of."""


@dataclass(frozen=True, kw_only=True)
class PhaseTraffic:
    """Several kinds' traffic, `count` transactions of each; `kinds` are by their label in the ledger."""

    stack: FaultyStack
    ledger: Ledger
    kinds: Mapping[str, Kind]
    count: int
    seed: int
    clients: int
    progress: Callable[[int], None]

    def send_first(self) -> None:
        """Plant records past Ingestion, and send every case."""
        rows = RowEditor(self.stack.target, self.ledger)
        for label, kind in self.kinds.items():
            if kind.invalid_record_every:
                rows.plant_invalid_records(label, -(-self.count // kind.invalid_record_every))
            if kind.old_transaction_every:
                rows.plant_old(label, -(-self.count // kind.old_transaction_every))
            if kind.profiles_planted:
                plant_profiles(self.stack.target, self.ledger, label)
            if kind.reviews_damaged:
                plant_damaged_reviews(self.stack.target, self.ledger, label)
            if kind.history_loaded:
                load_history(self.stack.target, self.ledger, label)
        with self._officer.marking(self.count):
            self._send_operated()

    def _send_operated(self) -> None:
        operated = [label for label, kind in self.kinds.items() if kind.operated]
        with operating(self.stack.target, self.ledger, operated, self.seed, self.stack.proxy.endpoint("operators")):
            self._send(self.cases())

    @property
    def has_second_part(self) -> bool:
        """Return whether a kind acts again once everything was delivered."""
        return self._after.is_any or bool(self._erased)

    def send_after_delivery(self) -> None:
        """Update rows that were scored, let old scores expire, send again, label, and work on reviews."""
        for label in (label for label, kind in self.kinds.items() if kind.expiring):
            self._send_expiring(label)
        if not self._erased:
            self._send_rounds()
            return
        erasing = Erasing(self.stack, self.ledger, self._erased, self._officer)
        with erasing.going_on():
            self._send_rounds()
        self._send(erasing.sent_again())
        erasing.retire()

    def _send_expiring(self, label: str) -> None:
        expiring = Expiring(self.stack.target, self.ledger, label, self.seed)
        expiring.expire()
        self._send((label, case) for case in expiring.repeats(quiet=False))
        self.stack.wait_until_idle(SETTLED)
        expiring.remove()
        self._send((label, case) for case in expiring.repeats(quiet=True))
        expiring.retire()

    def _send_rounds(self) -> None:
        self._after.change_rows()
        exported = [label for label, kind in self.kinds.items() if kind.exported]
        through = self.stack.proxy.endpoint("operators")
        exporter = Exporter(self.stack.target, self.ledger, exported, self.seed, through=through)
        with exporter.going_on(), contextlib.closing(self._after.rounds()) as rounds:
            for cases in rounds:
                self._send(cases)

    @property
    def _erased(self) -> Sequence[str]:
        return [label for label, kind in self.kinds.items() if kind.erased]

    @functools.cached_property
    def _officer(self) -> Officer:
        through = self.stack.proxy.endpoint("operators")
        return Officer(self.stack.target, self.ledger, self._erased, self.seed, through=through)

    @property
    def _after(self) -> AfterDelivery:
        return AfterDelivery(
            target=self.stack.target, ledger=self.ledger, kinds=self.kinds, count=self.count, seed=self.seed
        )

    def _chance(self, label: str, what: str) -> random.Random:
        return random.Random(f"{self.seed} {label} {what}")  # noqa: S311 -- no secret

    def cases(self) -> LabelledCases:
        """Yield the cases of all kinds, one of each in turn, each with its own kind's label."""
        for together in zip_longest(*(self._labelled(label, kind) for label, kind in self.kinds.items())):
            yield from filter(None, together)

    def _labelled(self, label: str, kind: Kind) -> LabelledCases:
        cases = with_decisions(
            kind.traffic(label, self.count, self.seed), kind.decided, self._chance(label, "decisions")
        )
        for case in with_early_labels(cases, kind.labelled, self._chance(label, "early labels")):
            yield label, case

    def _send(self, cases: LabelledCases) -> None:
        concurrency = self.clients * MOST_AT_ONCE
        through = self.stack.proxy.endpoint("clients")
        direct = LedgerClient(self.stack.target, self.ledger, concurrency=concurrency)
        proxied = LedgerClient(self.stack.target, self.ledger, concurrency=concurrency, through=through)

        def send(labelled: tuple[str, TrafficCase]) -> None:
            label, case = labelled
            (proxied if self.kinds[label].through_proxy else direct).send(label, case)
            self.progress(case.transactions)

        with contextlib.closing(direct), contextlib.closing(proxied), ThreadPoolExecutor(self.clients) as threads:
            for _ in threads.map(send, cases):
                self.stack.check()
