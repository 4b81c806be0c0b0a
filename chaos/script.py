"""Rules that say which requests go wrong, how often and how; the same seed decides the same."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from chaos.exchange import Caller, Exchange, Fault


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Of the calls of these operations, this share (0 to 1) meets this fault."""

    operations: frozenset[str]
    share: float
    fault: Fault
    caller: Caller = "functions"

    def concerns(self, exchange: Exchange) -> bool:
        """Whether the request is of the kind that the rule is about."""
        return exchange.caller == self.caller and exchange.operation in self.operations


class Dice:
    """Throws for every rule in turn; the n-th call that a rule concerns always falls the same way."""

    def __init__(self, rules: Sequence[Rule], chance: random.Random, *, scale: float = 1) -> None:
        """`scale` makes every fault rarer, for when many kinds come together."""
        self._rules = [(rule, rule.share * scale, random.Random(chance.random())) for rule in rules]  # noqa: S311

    def fault_for(self, exchange: Exchange) -> Fault | None:
        """The fault of the first rule that strikes, None where all is well."""
        struck = None
        for rule, share, chance in self._rules:
            if rule.concerns(exchange) and chance.random() < share and struck is None:
                struck = rule.fault
        return struck
