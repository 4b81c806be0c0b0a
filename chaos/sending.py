"""The traffic of a phase on its way: what comes first, and what comes once everything was delivered."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import zip_longest

from chaos.case import Case, Update, single
from chaos.client import Client
from chaos.contests import MOST_RACERS
from chaos.kind import Kind
from chaos.ledger import Ledger
from chaos.poison import plant
from chaos.rows import Rows
from chaos.site import Site

Work = Iterator[tuple[str, Case]]


@dataclass(frozen=True, kw_only=True)
class Sending:
    """Several kinds' traffic, so many transactions of each; `kinds` are by the label that the ledger has them under."""

    site: Site
    ledger: Ledger
    kinds: Mapping[str, Kind]
    count: int
    seed: int
    clients: int
    progress: Callable[[int], None]

    def first(self) -> None:
        """Plant what is planted, and send every case."""
        rows = Rows(self.site.target, self.ledger)
        for label, kind in self.kinds.items():
            if kind.poison:
                plant(self.site.target, self.ledger, label, -(-self.count // kind.poison))
            if kind.old:
                rows.plant_old(label, -(-self.count // kind.old))
        self._send(self._in_turns())

    @property
    def goes_on(self) -> bool:
        """Whether there is something to do once everything was delivered."""
        return any(kind.old or kind.updated for kind in self.kinds.values())

    def after_delivery(self) -> None:
        """Update rows that were scored, let old scores expire, and send requests again."""
        rows = Rows(self.site.target, self.ledger)
        for label, kind in self.kinds.items():
            if kind.old:
                old = [identity for identity, planted in self.ledger.old.items() if planted == label]
                rows.expire_scores(old)
                rows.add_attributes(old)
        updated = [label for label, kind in self.kinds.items() if kind.updated]
        self._send((label, case) for label in updated for case in self._updates(label))

    def _updates(self, label: str) -> Iterator[Case]:
        """Make an update of every row, and a repeat of every other request."""
        for number, (identity, attempts) in enumerate(self.ledger.of_kind(label).items()):
            taken = next((attempt for attempt in attempts if attempt.taken), None)
            if taken is not None:
                update = Update(transaction_ids=(identity,))
                yield Case(steps=(update, (single(taken.fields),)) if number % 2 else (update,), transactions=0)

    def _in_turns(self) -> Work:
        """Make the cases of all kinds, one of each in turn."""
        every = (
            ((label, case) for case in kind.traffic(label, self.count, self.seed)) for label, kind in self.kinds.items()
        )
        for together in zip_longest(*every):
            yield from filter(None, together)

    def _send(self, work: Work) -> None:
        concurrency = self.clients * MOST_RACERS
        through = self.site.proxy.endpoint("clients")
        direct = Client(self.site.target, self.ledger, concurrency=concurrency)
        proxied = Client(self.site.target, self.ledger, concurrency=concurrency, through=through)

        def send(labelled: tuple[str, Case]) -> None:
            label, case = labelled
            (proxied if self.kinds[label].through_proxy else direct).send(label, case)
            self.progress(case.transactions)

        with contextlib.closing(direct), contextlib.closing(proxied), ThreadPoolExecutor(self.clients) as threads:
            for _ in threads.map(send, work):
                self.site.check()
