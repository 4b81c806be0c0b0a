"""The sending of a phase's traffic: a first part, and a second one once everything was delivered."""

import contextlib
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import zip_longest

from chaos.kinds.kind import Kind
from chaos.ledger import Attempt, Ledger, RequestFields
from chaos.stack import FaultyStack
from chaos.traffic.cases import RowUpdate, TrafficCase, single_post
from chaos.traffic.client import LedgerClient
from chaos.traffic.decisions import MOST_AT_ONCE, asked_again, with_decisions
from chaos.traffic.labels import label_cases, with_early_labels
from chaos.traffic.loaded_history import load_history
from chaos.traffic.operators import operating
from chaos.traffic.payloads import PayloadSender
from chaos.traffic.planted_profiles import plant_profiles
from chaos.traffic.review_schedule import reviewed_ids, scheduled
from chaos.traffic.reviews import review_cases
from chaos.traffic.table_rows import RowEditor

LabelledCases = Iterator[tuple[str, TrafficCase]]


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
            if kind.history_loaded:
                load_history(self.stack.target, self.ledger, label)
        operated = [label for label, kind in self.kinds.items() if kind.operated]
        with operating(self.stack.target, self.ledger, operated, self.seed, self.stack.proxy.endpoint("operators")):
            self._send(self.cases())

    @property
    def has_second_part(self) -> bool:
        """Return whether a kind acts again once everything was delivered."""
        return any(
            kind.old_transaction_every
            or kind.updated
            or kind.payloads_again
            or kind.asked_again
            or kind.labelled
            or kind.reviewed
            for kind in self.kinds.values()
        )

    def send_after_delivery(self) -> None:
        """Update rows that were scored, let old scores expire, send requests again, and label transactions."""
        rows = RowEditor(self.stack.target, self.ledger)
        for label, kind in self.kinds.items():
            if kind.old_transaction_every:
                old = [
                    transaction_id
                    for transaction_id, planted in self.ledger.old_transactions.items()
                    if planted == label
                ]
                rows.expire_scores(old)
                rows.add_attributes(old)
            self._send_payloads_again(label, kind)
        updated = [label for label, kind in self.kinds.items() if kind.updated]
        self._send((label, case) for label in updated for case in self._updates(label))
        self._send(
            (label, case) for label, kind in self.kinds.items() if kind.pause for case in self._later(label, kind)
        )
        asked = [label for label, kind in self.kinds.items() if kind.asked_again]
        self._send((label, case) for label in asked for case in asked_again(self._acknowledged(label)))
        self._send((label, case) for label, kind in self.kinds.items() for case in self._labels(label, kind.labelled))
        with (
            scheduled(self.stack.target)
            if any(kind.reviewed for kind in self.kinds.values())
            else contextlib.nullcontext()
        ):
            self._send((label, case) for label, kind in self.kinds.items() for case in self._reviews(label, kind))

    def _send_payloads_again(self, label: str, kind: Kind) -> None:
        """Invoke Scoring with what came first, after much else; or with what lost its score."""
        sent = list(self.ledger.attempts_of(label)) if kind.payloads_again else []
        payloads = PayloadSender(self.stack.target, self.ledger)
        if kind.payloads_again == "settled":
            payloads.send_again(sent[: len(sent) // 2])
        elif kind.payloads_again == "expired":
            payloads.expire_and_send_again(sent[::3])

    def _later(self, label: str, kind: Kind) -> Iterator[TrafficCase]:
        """Yield more of a kind's traffic, of other transactions."""
        cases = kind.traffic(f"{label}-later", self.count, self.seed)
        yield from with_decisions(cases, kind.decided, self._chance(label, "later decisions"))

    def _acknowledged(self, label: str) -> Sequence[RequestFields]:
        """Return one request for each id of which a client was told that it is stored or decided."""
        attempts = self.ledger.attempts_of(label).values()
        return [next(each.fields for each in some if each.acknowledged) for some in attempts if _known(some)]

    def _updates(self, label: str) -> Iterator[TrafficCase]:
        """Yield an update of every row, and a repeat of every other request."""
        for number, (transaction_id, attempts) in enumerate(self.ledger.attempts_of(label).items()):
            acknowledged = next((attempt for attempt in attempts if attempt.acknowledged), None)
            if acknowledged is not None:
                update = RowUpdate(transaction_ids=(transaction_id,))
                yield TrafficCase(
                    steps=(update, (single_post(acknowledged.fields),)) if number % 2 else (update,), transactions=0
                )

    def _labels(self, label: str, share: float) -> Iterator[TrafficCase]:
        """Yield labels of a share of the transactions that were sent, whatever their clients were told."""
        ids = list(self.ledger.attempts_of(label)) if share else []
        yield from label_cases(ids, share, self._chance(label, "labels"), f"{label}-unheard-of")

    def _reviews(self, label: str, kind: Kind) -> Iterator[TrafficCase]:
        """Yield the work of people on reviews of what was sent."""
        ids = reviewed_ids(self.stack.target, self.ledger.attempts_of(label)) if kind.reviewed else []
        yield from review_cases(ids, kind.reviewed, self._chance(label, "reviews"), f"{label}-unreviewed")

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


def _known(attempts: Sequence[Attempt]) -> bool:
    return any(each.acknowledged for each in attempts)
