"""What makes a kind of trouble: the rules of what goes wrong, and the traffic that meets it."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from chaos.case import Traffic
from chaos.exchange import Fault
from chaos.excuses import Excuses
from chaos.script import Rule
from chaos.traffic import Mix, singles
from chaos.workers import Workers

Rules = Callable[[random.Random, Workers], Sequence[Rule]]
NOTHING_EXCUSED = Excuses()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`weight` is its share of the campaign's transactions; trouble lasts until delivery, at most `lasts` seconds."""

    what: str
    rules: Rules = lambda _chance, _workers: ()
    excuses: Excuses = NOTHING_EXCUSED
    traffic: Traffic = field(default_factory=lambda: singles(Mix()))
    weight: float = 1.0
    lasts: float = 15.0
    timeout: int | None = None
    poison: int = 0
    """One planted record for so many transactions."""
    old: int = 0
    """One planted old transaction for so many others, whose score expires once everything was delivered."""
    updated: bool = False
    """Whether somebody adds attributes to its rows once everything was delivered, and the requests come again."""
    through_proxy: bool = False


def rule(operations: frozenset[str], share: float, fault: Fault, **more: object) -> Rules:
    return lambda _chance, _workers: (Rule(operations=operations, share=share, fault=fault, **more),)  # type: ignore[arg-type]  # named arguments of one dataclass


def together(*parts: Rules) -> Rules:
    return lambda chance, workers: [rule for part in parts for rule in part(chance, workers)]
