"""Labelling: each label into the row of its transaction and into the facts of its entities, or nowhere; then its event.

A review that declined a payment tells so in the same row and the same facts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from handlers.aws.concurrency import Budget, map_concurrently
from handlers.aws.feedback_troubles import FeedbackTroubles
from handlers.aws.label_events import LabelEvents
from handlers.aws.label_writer import LabelWriter, WrittenRow
from handlers.aws.labelled_transactions import LabelledTransactions
from handlers.contract.errors import LabelUnavailable, UnknownTransaction
from handlers.contract.label import LabelRequest
from handlers.contract.label_result import Labelled, LabelResult
from handlers.decision.labelled_row import ReviewedDecline, StatedLabel, stated_label

LABELS_SECONDS = 3.5
"""For the labels of a request; running calls then end within their timeouts, and the rest is to be repeated."""

Said = tuple[str, StatedLabel | ReviewedDecline]
"""A transaction's id, and what was said of it."""

SaidResult = WrittenRow | UnknownTransaction | LabelUnavailable


class Labeller:
    """Stores labels, those of one transaction or of one entity in their order, others side by side."""

    def __init__(self, transactions: LabelledTransactions, writer: LabelWriter, events: LabelEvents) -> None:
        self._transactions = transactions
        self._writer = writer
        self._events = events

    def label(
        self,
        requests: Sequence[LabelRequest],
        received: int,
        troubles: FeedbackTroubles,
        *,
        new_budget: Callable[[], Budget] = lambda: Budget(LABELS_SECONDS),
    ) -> list[LabelResult]:
        """Return the result of each label, in order; they were received at a time, in epoch milliseconds."""
        said = [(each.transaction_id, stated_label(each, received)) for each in requests]
        return [
            Labelled(transaction_id=request.transaction_id, label=result.row.counts.label, duplicate=result.duplicate)
            if isinstance(result, WrittenRow)
            else result
            for request, result in zip(requests, self.store(said, received, new_budget(), troubles), strict=True)
        ]

    def store(self, said: Sequence[Said], now: int, budget: Budget, troubles: FeedbackTroubles) -> list[SaidResult]:
        """Return the result of each, in order; what is stored of them, and no event of it published, stays owed.

        Args:
            said: Labels, or declines by reviews.
            now: Epoch milliseconds, by which a score that is not there is not made yet, or has expired.
            budget: For the calls.
            troubles: Those met are added.
        """
        known, others = self._transactions.look_up([name for name, _ in said], now, budget, troubles.reasons)

        def store(ids: set[str]) -> dict[int, SaidResult]:
            results = {
                index: self._writer.write(each, known[name], budget, troubles)
                for index, (name, each) in enumerate(said)
                if name in ids
            }
            written = [each for each in results.values() if isinstance(each, WrittenRow)]
            changed = {each.row.transaction_id for each in written if not each.duplicate}
            for row in {each.row.transaction_id: each.row for each in written}.values():
                if row.transaction_id in changed:
                    self._events.publish(row, budget, troubles)
            return results

        results: dict[int, SaidResult] = {index: others[name] for index, (name, _) in enumerate(said) if name in others}
        for stored in map_concurrently(store, groups({name: each.facts for name, each in known.items()})):
            results.update(stored)
        return [results[index] for index in range(len(said))]


def groups(entities: Mapping[str, Iterable[str]]) -> list[set[str]]:
    """Return ids in groups of those that share an entity, however indirectly: they write to the same facts."""
    found = list[tuple[set[str], set[str]]]()
    for name, keys in entities.items():
        ids, shared = {name}, set(keys)
        for group in [each for each in found if each[1] & shared]:
            found.remove(group)
            ids, shared = ids | group[0], shared | group[1]
        found.append((ids, shared))
    return [ids for ids, _ in found]
