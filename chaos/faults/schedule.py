"""Rules that say which calls meet a fault and how often; the same seed decides the same."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from chaos.proxy.exchange import Caller, Exchange, WireFault


@dataclass(frozen=True, kw_only=True)
class FaultRule:
    """A fault that this share (0 to 1) of the calls of these operations meets."""

    operations: frozenset[str]
    share: float
    fault: WireFault
    caller: Caller = "functions"

    def applies_to(self, exchange: Exchange) -> bool:
        """Return whether the rule is about this call."""
        return exchange.caller == self.caller and exchange.operation in self.operations


class FaultSchedule:
    """A random decision for every rule in turn; the n-th call to which a rule applies always gets the same one."""

    def __init__(self, rules: Sequence[FaultRule], chance: random.Random, *, scale: float = 1) -> None:
        """`scale` makes every fault rarer, for when many kinds come together."""
        self._rules = [(rule, rule.share * scale, random.Random(chance.random())) for rule in rules]  # noqa: S311

    def fault_for(self, exchange: Exchange) -> WireFault | None:
        """Return the fault of the first rule that decides for one, None if none does."""
        chosen = None
        for rule, share, chance in self._rules:
            if rule.applies_to(exchange) and chance.random() < share and chosen is None:
                chosen = rule.fault
        return chosen
