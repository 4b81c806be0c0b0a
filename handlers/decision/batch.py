"""A batch of payments, decided in the order of their event time: each by what is known with those before it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from handlers.contract.transaction import Transaction
from handlers.decision.attempts import NO_ATTEMPTS, AttemptFeatures
from handlers.decision.decide import Decision, Kinds
from handlers.decision.degraded import Unread
from handlers.decision.entity.entities import EntityKey, EntityReader
from handlers.decision.panel import Panel
from handlers.decision.panel_decider import PanelDecider
from handlers.decision.profile.facts import Facts
from handlers.decision.profile.fold import EVERYTHING, Event, event_of
from handlers.decision.profile.kept import Kept, kept_for
from handlers.decision.profile.measures import NONE, Measures, Source
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.ring import LENGTH
from handlers.decision.profile.subject import Subject
from handlers.decision.shadow import ShadowDecision
from handlers.decision.sources import sources_of
from handlers.decision.stored_decision import StoredDecision

DECLINE = "decline"


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


class BatchDecider:
    """Decides on batches by the strategies of a panel."""

    def __init__(self, panel: Panel, *, for_later: bool = True) -> None:
        """Prepare for a panel; without `for_later`, what no rule of it reads is neither made nor remembered.

        Raises:
            Misplaced: its strategies cannot read together.
        """
        needs = panel.needs
        self.panel = panel
        self._for_later = for_later
        self._panel_decider = PanelDecider(panel, needs)
        self._measures = Measures(needs)
        self._entities = EntityReader(needs.entities)
        self._rates = needs.rates
        self._attempts = AttemptFeatures(needs)
        self._profiled, self._stated, self._attempted = sources_of(needs, for_later=for_later)
        self._read = (self._profiled | self._stated) & needs.features.keys()
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

    def decide(
        self,
        payment: Payment,
        known: Known,
        as_of: int,
        attempts: Mapping[str, int] = NO_ATTEMPTS,
        unread: Collection[str] = (),
    ) -> Decision:
        """Return the decision by what is known.

        Args:
            payment: What is decided on.
            known: The past of its entities; of labels, what was received by `as_of` counts.
            as_of: The time of the decision, in epoch milliseconds.
            attempts: The attempts of its entities, this one included, by kind. What is not there is not known: no
                attempt is counted of a payment that nobody asked to decide on.
            unread: Keys of items that could not be read. Features that are made of them are absent, which is not what
                they are of an entity that nothing is known of.
        """
        subjects = self._subjects(payment, known, as_of)
        if self._for_later and not unread:
            features = self._measures.all_of(subjects)
        else:
            features = self._measures.when_read(subjects, _sources(payment, unread) if unread else NONE)
        if attempts:
            features.update(self._attempts.of(attempts))
        return self._panel_decider.decide(payment, features)

    def decide_all(
        self, payments: Sequence[Payment], known: Known, attempts: Iterable[Mapping[str, int]]
    ) -> list[Decision]:
        """Return the decisions on payments, each as of its event time; none may change what is known of another."""
        subjects = [self._subjects(each, known, each.transaction.timestamp) for each in payments]
        decisions = []
        for payment, features, its in zip(payments, self._measures.of_many(subjects), attempts, strict=True):
            if its:
                features.update(self._attempts.of(its))
            decisions.append(self._panel_decider.decide(payment, features))
        return decisions

    def _subjects(self, payment: Payment, known: Known, as_of: int) -> dict[str, Subject]:
        subjects = dict[str, Subject]()
        for each in payment.entities:
            if (kind := each.kind) in self._read:
                profile = known.profile(each) if kind in self._profiled else None
                facts = known.facts(each) if kind in self._stated else None
                subjects[kind] = self._measures.subject(profile, facts, payment.transaction, as_of)
        return subjects

    def degraded(self, decision: Decision, payment: Payment, unread: Unread) -> Decision:
        """Return a decision on a payment of which something that its strategy reads could perhaps not be read."""
        return self._panel_decider.degraded(decision, payment, unread)

    def shadow(self, decision: Decision | StoredDecision) -> ShadowDecision | None:
        """Return the decision of the panel's shadow on the features of one that counts, if it can make one."""
        return self._panel_decider.shadow(decision)

    def fold(self, payment: Payment, decision: Decision | StoredDecision, known: Known, as_of: int) -> None:
        """Add a decided payment to what is known of its entities."""
        received = payment.transaction.received_by(as_of)
        event = self.event(payment.transaction, received=received, declined=decision.outcome == DECLINE)
        self.remember(payment, event, known)

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


def _sources(payment: Payment, items: Collection[str]) -> frozenset[Source]:
    """Return the sources of features that items of a payment's entities are, by their keys."""
    profiles: Iterator[Source] = ((each.kind, "profile") for each in payment.entities if each.profile in items)
    facts: Iterator[Source] = ((each.kind, "facts") for each in payment.entities if each.facts in items)
    return frozenset((*profiles, *facts))
