"""The entities of a backtest in memory: as they would stand in the tables, without being written and read each time."""

from collections.abc import Callable
from heapq import heappop, heappush

from handlers.decision.entity.entities import EntityKey
from handlers.decision.profile.facts import Facts, Label
from handlers.decision.profile.fold import Event, fold
from handlers.decision.profile.kept import Kept
from handlers.decision.profile.labels import with_label
from handlers.decision.profile.profile import Profile

NO_FACTS = Facts()


class LivingEntities:
    """Profiles and facts by entity; each payment that is added, and each label that has come, is known from then on."""

    def __init__(self, kept: Callable[[str], Kept]) -> None:
        """Begin with none; of the profiles of each kind, only what is `kept` is remembered."""
        self._kept = kept
        self._profiles: dict[EntityKey, Profile] = {}
        self._facts: dict[EntityKey, Facts] = {}
        self._coming: list[tuple[int, int, EntityKey, Label]] = []
        self._sent = 0

    def profile(self, entity: EntityKey) -> Profile | None:
        """Return the entity's profile."""
        return self._profiles.get(entity)

    def facts(self, entity: EntityKey) -> Facts | None:
        """Return the facts of the entity: the labels that have come."""
        return self._facts.get(entity)

    def add(self, entity: EntityKey, event: Event) -> None:
        """Fold a payment into the entity's profile."""
        before = self._profiles.get(entity)
        after = fold(before, event, self._kept(entity.kind))
        if after is not before and after is not None:
            self._profiles[entity] = after

    def send(self, entity: EntityKey, label: Label) -> None:
        """Let a label come, at the time of its receipt."""
        self._sent += 1
        heappush(self._coming, (label.received, self._sent, entity, label))

    def is_changed_by(self, time: int) -> bool:
        """Return whether a label comes by a time, in epoch milliseconds, that has not been taken in."""
        return bool(self._coming) and self._coming[0][0] <= time

    def advance(self, time: int) -> None:
        """Take in the labels that have come by a time, in epoch milliseconds."""
        while self.is_changed_by(time):
            _, _, entity, label = heappop(self._coming)
            self._facts[entity] = with_label(self._facts.get(entity, NO_FACTS), label)
