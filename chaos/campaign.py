"""The campaign: one phase of trouble after another, recovery after each, and the reckoning in the end."""

import contextlib
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chaos.findings import look
from chaos.kind import Kind
from chaos.kinds import KINDS
from chaos.ledger import Ledger
from chaos.reckoning import Reckoning, reckon
from chaos.recovery import NOTHING_KEPT, empty_queues, reconcile_all
from chaos.rest import come_to_rest
from chaos.script import Dice
from chaos.sending import Sending
from chaos.site import Site
from chaos.tally import Phase, Tally

AFTERMATH = 60.0
"""Seconds for what is under way when the trouble ends."""
AT_ONCE = 2
"""Where many kinds come together, there is as much trouble as of so many."""
ROUNDS = 5
"""Redrives in the end: what one of them stores has to go all the way, and nothing fails any more."""


@dataclass(kw_only=True)
class Campaign:
    """Runs phases on a site and keeps the books; `progress` hears of every transaction that was sent."""

    site: Site
    seed: int
    clients: int = 16
    progress: Callable[[Phase, int], None] = lambda _phase, _count: None
    ledger: Ledger = field(default_factory=Ledger)
    _kept: Mapping[str, int] = field(default_factory=lambda: NOTHING_KEPT)

    def run(self, phases: Sequence[Phase]) -> Reckoning:
        """Sends everything, brings back what got stuck, and compares."""
        tallies = [self._suffer(phase) for phase in phases]
        before = self.site.proxy.abandoned.copy()
        reconciled = self._recover()
        for tally in tallies:
            tally.abandoned += self.site.proxy.abandoned - before  # it may have been a call for any of them
        found = look(self.site)
        return reckon(self.ledger, tallies, found, reconciled=reconciled)

    def _suffer(self, phase: Phase) -> Tally:
        site, tally, began = self.site, Tally(phase=phase), time.monotonic()
        kinds = {name: KINDS[name] for name in phase.kinds}
        before, abandoned = site.proxy.injected, site.proxy.abandoned.copy()
        sending = Sending(
            site=site,
            ledger=self.ledger,
            kinds={phase.label(name): kind for name, kind in kinds.items()},
            count=phase.count,
            seed=self.seed,
            clients=self.clients,
            progress=lambda count: self.progress(phase, count),
        )
        strict = not tally.excuses.alerts_repeat  # then it matters under whose faults the last alert goes out
        with self._short_of_time(kinds.values()):
            site.proxy.trouble(self._dice(kinds))
            lasts = max(kind.lasts for kind in kinds.values())
            sending.first()
            settled = site.settle(lasts)
            if sending.goes_on:
                if strict:
                    come_to_rest(site, self.ledger, sending.kinds, lasts)
                sending.after_delivery()
                settled = site.settle(lasts)
            site.proxy.calm()
            if not settled:
                site.settle(AFTERMATH)
        tally.injected = site.proxy.injected - before
        tally.dead_lettered = sum(site.waiting().values()) - sum(self._kept.values())
        tally.redriven, self._kept = empty_queues(site, self._kept)
        if strict:
            come_to_rest(site, self.ledger, sending.kinds, AFTERMATH)
        tally.abandoned = site.proxy.abandoned - abandoned
        tally.seconds = time.monotonic() - began
        return tally

    def _short_of_time(self, kinds: Iterable[Kind]) -> contextlib.AbstractContextManager[None]:
        timeouts = [kind.timeout for kind in kinds if kind.timeout]
        return self.site.short_of_time(min(timeouts)) if timeouts else contextlib.nullcontext()

    def _dice(self, kinds: dict[str, Kind]) -> Dice:
        """Where many kinds come together each is rarer, so that something still succeeds."""
        chance = random.Random(f"{self.seed} {' '.join(kinds)}")  # noqa: S311 -- no secret
        rules = [rule for kind in kinds.values() for rule in kind.rules(chance, self.site.workers)]
        return Dice(rules, chance, scale=min(1, AT_ONCE / len(kinds)))

    def _recover(self) -> int:
        """How many transactions only a reconciliation brought back."""
        for _ in range(ROUNDS):
            self.site.settle(AFTERMATH)
            redriven, _ = empty_queues(self.site, NOTHING_KEPT)
            if not redriven:
                break
        reconciled = reconcile_all(self.site)
        self.site.settle(AFTERMATH)
        return reconciled
