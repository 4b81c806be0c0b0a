"""The decision of a panel on a payment: by the strategy that its arm has, with all that is to be said of it."""

from typing import TYPE_CHECKING, Any

from msgspec import structs

from handlers.decision.arms import CHALLENGER
from handlers.decision.decide import Decider, Decision
from handlers.decision.degraded import STRATEGY, Unread, degraded, without_unsaid, words_for
from handlers.decision.panel import Panel
from handlers.decision.shadow import Shadow, ShadowDecision
from handlers.decision.sources import sources_of
from handlers.decision.stored_decision import StoredDecision
from handlers.decision.strategy.needs import Needs, needs_of

if TYPE_CHECKING:
    from handlers.decision.payments import Payment


class PanelDecider:
    """Decides by the strategies of a panel, on the features that they need together."""

    def __init__(self, panel: Panel, needs: Needs) -> None:
        self._panel = panel
        self._active = Decider(panel.active, needs.features)
        self._challenger = Decider(panel.challenger, needs.features) if panel.challenger else None
        self._sources = {
            each.digest: sources_of(needs_of(each), for_later=False)
            for each in (panel.active, panel.challenger)
            if each
        }
        self._shadow = Shadow(panel.shadow) if panel.shadow else None

    def decide(self, payment: "Payment", features: dict[str, Any]) -> Decision:
        """Return the decision on a payment, whose features are known."""
        panel, decider, arm = self._panel, self._active, None
        if self._challenger and (arm := panel.arm(payment.entities)) and arm.name == CHALLENGER:
            decider = self._challenger
        decision = decider.decide(payment.transaction, features, payment.kinds)
        if arm or panel.override:
            decision = structs.replace(decision, arm=arm, override=panel.override)
        if payment.unusable:
            named = decision.strategy.entities
            decision = structs.replace(decision, unusable=tuple([each for each in payment.unusable if each in named]))
        return degraded(decision, (STRATEGY,)) if panel.stale else decision

    def degraded(self, decision: Decision, payment: "Payment", unread: Unread) -> Decision:
        """Return a decision on a payment of which something that its strategy reads could perhaps not be read."""
        own = self._sources[decision.strategy.digest]
        words = words_for(unread, payment.entities, own)
        return without_unsaid(degraded(decision, words), unread, payment.entities, own)

    def shadow(self, decision: Decision | StoredDecision) -> ShadowDecision | None:
        """Return the decision of the shadow on the features of one that counts, if it can make one."""
        return self._shadow.beside(decision) if self._shadow else None
