"""A kind of trouble: the faults that calls meet, the traffic that is sent, and what both allow."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from chaos.faults.schedule import FaultRule
from chaos.faults.workers import Workers
from chaos.proxy.exchange import WireFault
from chaos.traffic.cases import Traffic
from chaos.traffic.transactions import TrafficMix, single_requests
from chaos.verdict.allowances import Allowances
from chaos.webhook import Behaviour

FaultRules = Callable[[random.Random, Workers], Sequence[FaultRule]]
"""Make the rules for a campaign's random choices and its emulator's worker processes."""
NOTHING_ALLOWED = Allowances()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of trouble."""

    description: str
    rules: FaultRules = lambda _chance, _workers: ()
    allowances: Allowances = NOTHING_ALLOWED
    traffic: Traffic = field(default_factory=lambda: single_requests(TrafficMix()))
    weight: float = 1.0
    """Its share of the campaign's transactions, relative to other kinds."""
    lasts: float = 15.0
    """Seconds at most for which its faults last; they end when everything was delivered."""
    timeout: int | None = None
    """Seconds after which Lambda ends a function, None for the stack's own timeouts."""
    invalid_record_every: int = 0
    """An invalid record is planted for so many transactions; 0 for none."""
    old_transaction_every: int = 0
    """An old transaction, whose score expires after delivery, is planted for so many transactions; 0 for none."""
    updated: bool = False
    """True if attributes are added to its rows after delivery, and the requests sent again."""
    decided: float = 0.3
    """The share (0 to 1) of its cases in which clients ask for decisions: besides, before, after, or instead."""
    clients: int = 16
    """Clients that send at once: fewer where the machine, and not a fault, would keep decisions from being in time."""
    asked_again: bool = False
    """True if its clients ask for a decision on every transaction once it was delivered."""
    pause: float = 0.0
    """Seconds that pass, while its faults last, before as much traffic comes again, and some of it has to be told."""
    labelled: float = 0
    """The share (0 to 1) of its transactions that clients label: a few at once, and all after delivery."""
    reviewed: float = 0
    """The share (0 to 1) of its reviews that people work on once everything was delivered, while the schedule runs."""
    reviews_damaged: bool = False
    """True if rows that hold no review, more than a run of the schedule works on, are put before its traffic."""
    webhook: Behaviour = "takes"
    """The behaviour of the webhook while its faults last."""
    payloads_again: Literal["", "settled", "expired"] = ""
    """Set if Scoring is invoked with old payloads again after delivery: of what is settled, or of expired scores."""
    profiles_planted: bool = False
    """True if profiles that cannot be read are put into the table before its traffic."""
    history_loaded: bool = False
    """True if an operator loads past payments before its traffic."""
    operated: bool = False
    """True if operators deploy versions, take them back and change lists while its traffic is sent."""
    erased: bool = False
    """True if every other person of its traffic is erased while they pay, and later pays again."""
    exported: bool = False
    """True if its transactions are exported while clients go on after delivery."""
    expiring: bool = False
    """True if rows of its transactions expire after delivery, and their ids come again, before they go and after."""
    cold: bool = False
    """True if every function starts anew, under its faults, with its traffic."""
    says: str = ""
    """A word for what could not be read that some answer must have, as its faults last long enough for that."""
    through_proxy: bool = False
    """True if its clients reach the API through the proxy."""


def fault_on(operations: frozenset[str], share: float, fault: WireFault, **more: object) -> FaultRules:
    """Return a single rule: this share of the calls of these operations meets this fault."""
    return lambda _chance, _workers: (FaultRule(operations=operations, share=share, fault=fault, **more),)  # type: ignore[arg-type]  # named arguments of one dataclass


def combined(*parts: FaultRules) -> FaultRules:
    """Return the rules of all parts, in their order."""
    return lambda chance, workers: [rule for part in parts for rule in part(chance, workers)]
