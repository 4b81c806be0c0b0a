"""A batch of payments, decided in the order of their event time: each by what is known with those before it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from msgspec import UnsetType

from handlers.contract.transaction import Transaction
from handlers.decision.decide import Decider, Decision
from handlers.decision.profile.entities import EntityKey, EntityReader
from handlers.decision.profile.fold import event_of
from handlers.decision.profile.known_entities import KnownEntities
from handlers.decision.profile.measures import Measures
from handlers.decision.profile.ring import LENGTH
from handlers.decision.strategy import Strategy

DECLINE = "decline"


class BatchDecider:
    """Decides on batches by one strategy."""

    def __init__(self, strategy: Strategy) -> None:
        self._decider = Decider(strategy)
        self._measures = Measures(strategy)
        self._entities = EntityReader(strategy.entities)
        self._rates = strategy.document["rates"]
        origins = {
            kind: {origin for each in features for origin in each.origins}
            for kind, features in strategy.features.items()
        }
        self._profiled = frozenset(kind for kind in strategy.entities if origins.get(kind) != {"facts"})
        """Kinds whose payments are remembered: those too of which no rule reads anything yet."""
        self._stated = frozenset(kind for kind, its in origins.items() if "facts" in its)

    def unusable(self, transaction: Transaction) -> Sequence[str]:
        """Return the kinds of entity of which something stands in the transaction that is no id."""
        return self._entities.entities_of(transaction)[1]

    def items(self, transactions: Iterable[Transaction]) -> list[str]:
        """Return the keys of all items that are known of the transactions' entities."""
        entities = {each for transaction in transactions for each in self._of(transaction)}
        profiles = (each.profile for each in entities if each.kind in self._profiled)
        return [*profiles, *(each.facts for each in entities if each.kind in self._stated)]

    def parts(self, transactions: Iterable[Transaction]) -> Iterator[list[Transaction]]:
        """Yield the transactions in order of event time and id, no more of an entity in a part than a ring holds.

        A retry finds in the ring what was folded by the time of a crash, if the scores of a part are written before the
        next part is folded.
        """
        part, counts = list[Transaction](), Counter[EntityKey]()
        for transaction in sorted(transactions, key=lambda each: (each.timestamp, each.transaction_id)):
            entities = self._of(transaction)
            if any(counts[each] == LENGTH for each in entities):
                yield part
                part, counts = [], Counter()
            part.append(transaction)
            counts.update(entities)
        if part:
            yield part

    def decide(self, transaction: Transaction, known: KnownEntities, as_of: int) -> Decision:
        """Return the decision by what is known; of labels, what was received by `as_of`, in epoch milliseconds."""
        features = [
            self._measures.of(
                each.kind,
                known.profile(each) if each.kind in self._profiled else None,
                known.facts(each) if each.kind in self._stated else None,
                transaction,
                as_of,
            )
            for each in self._of(transaction)
        ]
        return self._decider.decide(transaction, dict(chain.from_iterable(map(dict.items, features))))

    def fold(self, decision: Decision, known: KnownEntities, as_of: int) -> None:
        """Add a decided payment to what is known of its entities."""
        transaction = decision.transaction
        event = event_of(
            transaction,
            received=_received(transaction, as_of),
            declined=decision.outcome == DECLINE,
            rates=self._rates,
        )
        for each in self._of(transaction):
            if each.kind in self._profiled:
                known.add(each, event)

    def _of(self, transaction: Transaction) -> list[EntityKey]:
        return list(self._entities.entities_of(transaction)[0].values())


def _received(transaction: Transaction, as_of: int) -> int:
    """Return when the transaction was received; if nobody says so, at its event time, which is not after now."""
    for said in (transaction.received, transaction.row_received):
        if not isinstance(said, UnsetType):
            return said
    return min(transaction.timestamp, as_of)
