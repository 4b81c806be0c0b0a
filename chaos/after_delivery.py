"""The second part of a phase's traffic, once everything was delivered: what clients and people do with it."""

import random
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chaos.kinds.kind import Kind
from chaos.ledger import Attempt, Ledger, RequestFields
from chaos.traffic.cases import RowUpdate, TrafficCase, single_post
from chaos.traffic.decisions import asked_again, with_decisions
from chaos.traffic.labels import label_cases
from chaos.traffic.payloads import PayloadSender
from chaos.traffic.review_schedule import reviewed_ids, scheduled
from chaos.traffic.reviews import review_cases
from chaos.traffic.table_rows import RowEditor
from fraudctl.stacks.target import Target

LabelledCases = Iterator[tuple[str, TrafficCase]]


@dataclass(frozen=True, kw_only=True)
class AfterDelivery:
    """Actions of several kinds after delivery; `kinds` are by their label in the ledger."""

    target: Target
    ledger: Ledger
    kinds: Mapping[str, Kind]
    count: int
    seed: int

    @property
    def is_any(self) -> bool:
        """Return whether a kind acts again."""
        return any(
            any((each.old_transaction_every, each.updated, each.payloads_again, each.asked_again, each.labelled))
            or each.reviewed
            or each.exported
            or each.expiring
            for each in self.kinds.values()
        )

    def change_rows(self) -> None:
        """Let old scores expire, and invoke Scoring with old payloads again."""
        rows = RowEditor(self.target, self.ledger)
        for label, kind in self.kinds.items():
            if kind.old_transaction_every:
                old = [each for each, planted in self.ledger.old_transactions.items() if planted == label]
                rows.expire_scores(old)
                rows.add_attributes(old)
            self._send_payloads_again(label, kind)

    def rounds(self) -> Generator[LabelledCases, None, None]:
        """Yield cases round after round, each to be sent before the next; close it where one could not be sent."""
        kinds = self.kinds.items()
        yield ((label, case) for label, kind in kinds if kind.updated for case in self._updates(label))
        yield ((label, case) for label, kind in kinds if kind.pause or kind.erased for case in self._later(label, kind))
        yield ((label, case) for label, kind in kinds if kind.asked_again for case in self._asked_again(label))
        yield ((label, case) for label, kind in kinds for case in self._labels(label, kind.labelled))
        if any(kind.reviewed for kind in self.kinds.values()):
            with scheduled(self.target):
                yield ((label, case) for label, kind in kinds for case in self._reviews(label, kind.reviewed))
                yield ((label, case) for label, kind in kinds if kind.reviewed for case in self._asked_again(label))

    def _send_payloads_again(self, label: str, kind: Kind) -> None:
        """Invoke Scoring with what came first, after much else; or with what lost its score."""
        sent = list(self.ledger.attempts_of(label)) if kind.payloads_again else []
        payloads = PayloadSender(self.target, self.ledger)
        if kind.payloads_again == "settled":
            payloads.send_again(sent[: len(sent) // 2])
        elif kind.payloads_again == "expired":
            payloads.expire_and_send_again(sent[::3])

    def _updates(self, label: str) -> Iterator[TrafficCase]:
        """Yield an update of every row, and a repeat of every other request."""
        for number, (transaction_id, attempts) in enumerate(self.ledger.attempts_of(label).items()):
            acknowledged = next((attempt for attempt in attempts if attempt.acknowledged), None)
            if acknowledged is not None:
                update = RowUpdate(transaction_ids=(transaction_id,))
                yield TrafficCase(
                    steps=(update, (single_post(acknowledged.fields),)) if number % 2 else (update,), transactions=0
                )

    def _later(self, label: str, kind: Kind) -> Iterator[TrafficCase]:
        """Yield more of a kind's traffic, of other transactions."""
        cases = kind.traffic(f"{label}-later", self.count, self.seed)
        yield from with_decisions(cases, kind.decided, self._chance(label, "later decisions"))

    def _asked_again(self, label: str) -> Iterator[TrafficCase]:
        """Yield a question about each transaction that a client was told of."""
        yield from asked_again(self._acknowledged(label))

    def _acknowledged(self, label: str) -> Sequence[RequestFields]:
        """Return one request for each id of which a client was told that it is stored or decided."""
        erased = self.ledger.erasures.person
        attempts = self.ledger.attempts_of(label).values()
        told = [next(each.fields for each in some if each.acknowledged) for some in attempts if _known(some)]
        return [each for each in told if erased(each.get("customer_id")) is None]  # they come again later

    def _labels(self, label: str, share: float) -> Iterator[TrafficCase]:
        """Yield labels of a share of the transactions that were sent, whatever their clients were told."""
        ids = list(self.ledger.attempts_of(label)) if share else []
        yield from label_cases(ids, share, self._chance(label, "labels"), f"{label}-unheard-of")

    def _reviews(self, label: str, share: float) -> Iterator[TrafficCase]:
        """Yield the work of people on a share of the reviews of what was sent."""
        ids = reviewed_ids(self.target, self.ledger.attempts_of(label)) if share else []
        yield from review_cases(ids, share, self._chance(label, "reviews"), f"{label}-unreviewed")

    def _chance(self, label: str, what: str) -> random.Random:
        return random.Random(f"{self.seed} {label} {what}")  # noqa: S311 -- no secret


def _known(attempts: Sequence[Attempt]) -> bool:
    return any(each.acknowledged for each in attempts)
