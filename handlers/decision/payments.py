"""The payments that the strategies of a panel see: which entities each belongs to, and what is remembered of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from handlers.contract.transaction import Transaction
from handlers.decision.decide import Kinds
from handlers.decision.entity.entities import EntityKey, EntityReader
from handlers.decision.profile.facts import Facts
from handlers.decision.profile.fold import EVERYTHING, Event, event_of
from handlers.decision.profile.kept import Kept, kept_for
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.ring import LENGTH
from handlers.decision.sources import sources_of
from handlers.decision.strategy.needs import Needs


class Payment(NamedTuple):
    """A transaction and the entities that it belongs to."""

    transaction: Transaction
    entities: Sequence[EntityKey]
    kinds: Kinds
    """Those of the entities."""
    unusable: Sequence[str]
    """Kinds of entity of which something stands in the transaction that is no id."""


class Known(Protocol):
    """All that is known of entities, with the payments that were added."""

    def profile(self, entity: EntityKey) -> Profile | None:
        """Return the entity's profile."""

    def facts(self, entity: EntityKey) -> Facts | None:
        """Return the facts that people stated of the entity."""

    def add(self, entity: EntityKey, event: Event) -> None:
        """Fold a payment into the entity's profile."""


class Payments:
    """Reads payments as strategies need them, and remembers them."""

    def __init__(self, needs: Needs, *, for_later: bool) -> None:
        """Prepare for what strategies need; without `for_later`, what no rule reads is not remembered."""
        self._entities = EntityReader(needs.entities)
        self._rates = needs.rates
        self._profiled, self._stated, self._attempted = sources_of(needs, for_later=for_later)
        self._kept = {
            kind: EVERYTHING if for_later else kept_for(kind, needs.features[kind]) for kind in self._profiled
        }

    def payment(self, transaction: Transaction) -> Payment:
        """Return a transaction with the entities that it belongs to."""
        entities, unusable = self._entities.entities_of(transaction)
        return Payment(transaction, list(entities.values()), tuple(entities), unusable)

    @property
    def attempted_kinds(self) -> frozenset[str]:
        """Return the kinds of entity of which a rule reads the attempts."""
        return self._attempted

    def is_stated(self, kind: str) -> bool:
        """Return whether a rule reads the labels or lists of entities of a kind."""
        return kind in self._stated

    def is_profiled(self, kind: str) -> bool:
        """Return whether the payments of entities of a kind are remembered."""
        return kind in self._profiled

    def kept(self, kind: str) -> Kept:
        """Return the parts of a profile that are remembered of a kind: `for_later`, all."""
        return self._kept[kind]

    def items(self, payments: Iterable[Payment]) -> list[str]:
        """Return the keys of all items that are known of the payments' entities."""
        entities = dict.fromkeys(each for payment in payments for each in payment.entities)
        return [*self._profiles(entities), *(each.facts for each in entities if each.kind in self._stated)]

    def profiles(self, payments: Iterable[Payment]) -> list[str]:
        """Return the keys of the items alone that the payments are folded into."""
        return list(self._profiles(dict.fromkeys(each for payment in payments for each in payment.entities)))

    def parts(self, transactions: Iterable[Transaction]) -> Iterator[list[Payment]]:
        """Yield the payments in order of event time and id, no more of an entity in a part than a ring holds.

        A retry finds in the ring what was folded by the time of a crash, if the scores of a part are written before the
        next part is folded.
        """
        part, counts = list[Payment](), Counter[EntityKey]()
        for payment in map(self.payment, sorted(transactions, key=lambda each: (each.timestamp, each.transaction_id))):
            remembered = [each for each in payment.entities if each.kind in self._profiled]
            if any(counts[each] == LENGTH for each in remembered):
                yield part
                part, counts = [], Counter()
            part.append(payment)
            counts.update(remembered)
        if part:
            yield part

    def remember(self, payment: Payment, event: Event, known: Known) -> None:
        """Add the event of a payment to what is known of its entities."""
        for each in payment.entities:
            if each.kind in self._profiled:
                known.add(each, event)

    def _profiles(self, entities: Iterable[EntityKey]) -> Iterator[str]:
        return (each.profile for each in entities if each.kind in self._profiled)

    def event(self, transaction: Transaction, *, received: int, declined: bool) -> Event:
        """Return the event of a transaction that was received at a time, in epoch milliseconds."""
        return event_of(transaction, received=received, declined=declined, rates=self._rates)
