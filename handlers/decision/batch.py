"""A batch of payments, decided in the order of their event time: each by what is known with those before it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from handlers.decision.attempts import NO_ATTEMPTS, AttemptFeatures
from handlers.decision.decide import Decision
from handlers.decision.degraded import Unread
from handlers.decision.panel import Panel
from handlers.decision.panel_decider import PanelDecider
from handlers.decision.payments import Known, Payment, Payments
from handlers.decision.profile.measures import NONE, Measures, Source
from handlers.decision.profile.subject import Subject
from handlers.decision.shadow import ShadowDecision
from handlers.decision.stored_decision import StoredDecision

DECLINE = "decline"


class BatchDecider(Payments):
    """Decides on batches by the strategies of a panel."""

    def __init__(self, panel: Panel, *, for_later: bool = True) -> None:
        """Prepare for a panel; without `for_later`, what no rule of it reads is neither made nor remembered.

        Raises:
            Misplaced: its strategies cannot read together.
        """
        needs = panel.needs
        super().__init__(needs, for_later=for_later)
        self.panel = panel
        self._for_later = for_later
        self._panel_decider = PanelDecider(panel, needs)
        self._measures = Measures(needs)
        self._attempts = AttemptFeatures(needs)
        self._read = (self._profiled | self._stated) & needs.features.keys()

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


def _sources(payment: Payment, items: Collection[str]) -> frozenset[Source]:
    """Return the sources of features that items of a payment's entities are, by their keys."""
    profiles: Iterator[Source] = ((each.kind, "profile") for each in payment.entities if each.profile in items)
    facts: Iterator[Source] = ((each.kind, "facts") for each in payment.entities if each.facts in items)
    return frozenset((*profiles, *facts))
