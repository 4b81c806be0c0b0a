"""The campaign: phases of trouble one after the other, recovery after each, and the report at the end."""

import contextlib
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chaos.faults.schedule import FaultSchedule
from chaos.kinds import KINDS
from chaos.kinds.kind import Kind
from chaos.ledger import Ledger
from chaos.phase import Phase, PhaseTally, require_distinct
from chaos.phase_traffic import PhaseTraffic
from chaos.recovery import (
    NOTHING_KEPT,
    reconcile_all,
    redrive_events,
    redrive_queues,
    repeat_labels,
    wait_until_scored,
)
from chaos.report import CampaignReport, build_report
from chaos.stack import FaultyStack
from chaos.traffic.officer import finish_erasures
from chaos.traffic.review_schedule import settle_reviews
from chaos.verdict.event_log import published_events
from chaos.verdict.final_state import read_final_state

AFTER_FAULTS = 60.0
"""Seconds for what is in progress when the faults end."""
PATIENCE = 10.0
"""Seconds without one more score, after which the rest waits in queues; a function starts in fewer when all is busy."""
KINDS_AT_FULL_RATE = 2
"""Many kinds together have as many faults as so many kinds would have."""
ROUNDS = 5
"""Redrives at the end: what one of them stores has to pass every stage, and nothing fails any more."""


@dataclass(kw_only=True)
class Campaign:
    """A run of phases on a stack; `progress` is called with the transactions that a phase has sent."""

    stack: FaultyStack
    seed: int
    clients: int = 16
    progress: Callable[[Phase, int], None] = lambda _phase, _count: None
    ledger: Ledger = field(default_factory=Ledger)
    _kept: Mapping[str, int] = field(default_factory=lambda: NOTHING_KEPT)

    def run(self, phases: Sequence[Phase]) -> CampaignReport:
        """Run every phase, recover what is stuck, and compare the final state with the ledger."""
        require_distinct(phases)
        tallies = [self._run(phase) for phase in phases]
        before = self.stack.proxy.abandoned.copy()
        reconciled = self._recover()
        for tally in tallies:
            tally.abandoned_later = self.stack.proxy.abandoned - before
        events = published_events(self.stack.events.take_notifications(0))
        redrive_events(self.stack, {each["id"] for of_one in events.values() for each in of_one})
        final_state = read_final_state(self.stack, events, self.ledger)
        return build_report(self.ledger, tallies, final_state, reconciled=reconciled)

    def _run(self, phase: Phase) -> PhaseTally:
        stack, tally, began = self.stack, PhaseTally(phase=phase), time.monotonic()
        injected, abandoned = stack.proxy.injected, stack.proxy.abandoned.copy()
        changes = self.ledger.rollout.done
        kinds = {name: KINDS[name] for name in phase.kinds}
        traffic = PhaseTraffic(
            stack=stack,
            ledger=self.ledger,
            kinds={phase.label(name): kind for name, kind in kinds.items()},
            count=phase.count,
            seed=self.seed,
            clients=min(self.clients, *(kind.clients for kind in kinds.values())),
            progress=lambda count: self.progress(phase, count),
        )
        strict = not tally.allowances.alerts_repeat  # then it matters under whose faults the last alert goes out
        with self._function_timeout(kinds.values()):
            self._send_under_faults(traffic, kinds, strict=strict)
        tally.changes = self.ledger.rollout.done - changes
        tally.injected = stack.proxy.injected - injected
        tally.dead_lettered = sum(stack.queued_messages().values()) - sum(self._kept.values())
        tally.redriven, self._kept = redrive_queues(stack, self._kept)
        if strict:
            wait_until_scored(stack, self.ledger, traffic.kinds, AFTER_FAULTS)
        tally.abandoned = stack.proxy.abandoned - abandoned
        tally.seconds = time.monotonic() - began
        return tally

    def _send_under_faults(self, traffic: PhaseTraffic, kinds: Mapping[str, Kind], *, strict: bool) -> None:
        stack, lasts = self.stack, max(kind.lasts for kind in kinds.values())
        stack.proxy.start_faults(self._schedule(kinds))
        stack.webhook.behaviour = next((kind.webhook for kind in kinds.values() if kind.webhook != "takes"), "takes")
        if any(kind.cold for kind in kinds.values()):
            stack.restart_functions()
        traffic.send_first()
        idle = stack.wait_until_idle(lasts)
        if traffic.has_second_part:
            if pause := max(kind.pause for kind in kinds.values()):
                stack.pause(pause)
            elif strict or any(kind.payloads_again for kind in kinds.values()):  # a score has to be there to expire
                wait_until_scored(stack, self.ledger, traffic.kinds, lasts, PATIENCE)
            traffic.send_after_delivery()
            idle = stack.wait_until_idle(lasts)
        stack.proxy.stop_faults()
        stack.webhook.behaviour = "takes"
        if not idle:
            stack.wait_until_idle(AFTER_FAULTS)

    def _function_timeout(self, kinds: Iterable[Kind]) -> contextlib.AbstractContextManager[None]:
        timeouts = [kind.timeout for kind in kinds if kind.timeout]
        return self.stack.with_function_timeout(min(timeouts)) if timeouts else contextlib.nullcontext()

    def _schedule(self, kinds: Mapping[str, Kind]) -> FaultSchedule:
        """Return the faults of these kinds; of many kinds each is rarer, so that something still succeeds."""
        chance = random.Random(f"{self.seed} {' '.join(kinds)}")  # noqa: S311 -- no secret
        rules = [rule for kind in kinds.values() for rule in kind.rules(chance, self.stack.workers)]
        return FaultSchedule(rules, chance, scale=min(1, KINDS_AT_FULL_RATE / len(kinds)))

    def _redrive_all(self) -> None:
        for _ in range(ROUNDS):
            self.stack.wait_until_idle(AFTER_FAULTS)
            redriven, _ = redrive_queues(self.stack, NOTHING_KEPT)
            if not redriven:
                break

    def _recover(self) -> int:
        """Redrive, reconcile, repeat labels, do what is owed; return the transactions that reconciling had scored."""
        self._redrive_all()
        reconciled = reconcile_all(self.stack)
        self._redrive_all()  # what waits in the queue with a decision, and had no score to compare it with
        repeat_labels(self.stack, self.ledger)
        settle_reviews(self.stack.target)
        finish_erasures(self.stack.target, self.ledger, self.seed, through=self.stack.proxy.endpoint("operators"))
        return reconciled
