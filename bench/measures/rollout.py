"""Strategies at run time: how long until the last instance obeys."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count

from bench.measurement import Measurement, Say, Scale, at_most
from bench.systems import our_pipeline
from fraudctl.client.api_client import ApiClient
from fraudctl.client.route import DECIDE
from fraudctl.rollout import moves
from fraudctl.rollout.table.session import Session
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.stacks.target import Target
from handlers.decision.strategy.loading import load
from handlers.decision.strategy.strategy import Strategy

CLIENTS = 8
WITHIN = 60
"""Seconds in which a version that was replaced stops deciding."""
WARM = 50 * CLIENTS
"""Answers before the first change."""
WATCHED = WITHIN + 10
"""Seconds for which answers are looked at after a change."""


@dataclass
class Traffic:
    """The answers to clients that ask without a pause: when each came, and by which version."""

    answers: list[tuple[float, str]] = field(default_factory=list)
    is_warm: threading.Event = field(default_factory=threading.Event)
    """Set once every instance has answered, as far as anybody can tell."""

    def add(self, at: float, name: str) -> None:
        """Take down an answer."""
        self.answers.append((at, name))
        if len(self.answers) >= WARM:
            self.is_warm.set()

    def last_by(self, name: str, since: float) -> float:
        """Return the seconds from a time until the last answer by a version; 0 without one."""
        return max((at - since for at, by in self.answers if by == name and at > since), default=0.0)


def measure(scale: Scale, say: Say) -> Measurement:
    """Deploy and roll back while clients ask."""
    measured, turns = Measurement(), scale.pick(full=3, quick=1)
    good, bad = version("good"), version("bad")
    with our_pipeline() as pipeline:
        session = deploy(pipeline.target, good)
        deployed, taken_back = list[float](), list[float]()
        with _asking(pipeline.target) as traffic:
            if not traffic.is_warm.wait(WITHIN):
                raise TimeoutError(f"{len(traffic.answers)} decisions within {WITHIN} s: the clients do not get on")
            for turn in range(turns):
                say(f"deployed, turn {turn + 1} of {turns}")
                deploy(pipeline.target, bad)
                deployed.append(_watched(traffic, "good"))
                say(f"taken back, turn {turn + 1} of {turns}")
                session.make(moves.rollback(session.table.pointers()))
                taken_back.append(_watched(traffic, "bad"))
    for what, seconds in (("rollback", taken_back), ("deployment", deployed)):
        beside = f"the slowest of {', '.join(f'{each:.0f}' for each in seconds)} s"
        measured.add(f"until the last instance obeys a {what}", max(seconds), "s", at_most(WITHIN), beside=beside)
    measured.remarks.append(
        f"from when a change was made until the last answer by the version before, of {len(traffic.answers):,} answers "
        f"to {CLIENTS} clients that ask without a pause for {WATCHED} s after each change"
    )
    return measured


def deploy(target: Target, strategy: Strategy) -> Session:
    """Deploy a strategy without a guard, and return the session for what comes after."""
    session = Session(target, DeployedStrategies.of(target))
    session.make(moves.deploy(session.table.pointers(), strategy.digest), strategy)
    return session


def version(name: str) -> Strategy:
    """Return a strategy that tells itself from the other by its name, and reads a list."""
    rule = {"code": "blocked_customer", "when": '"blocked" in customer.lists', "outcome": "decline"}
    loaded = load({"name": name, "thresholds": {"review": Decimal("0.8"), "decline": Decimal("0.95")}, "rules": [rule]})
    if not isinstance(loaded, Strategy):
        raise TypeError(f"a strategy of the bench does not compile: {loaded}")
    return loaded


def _watched(traffic: Traffic, former: str) -> float:
    """Return how long a version went on deciding that was replaced just now."""
    since = time.time()
    threading.Event().wait(WATCHED)  # nothing tells of an instance that will still decide
    return traffic.last_by(former, since)


@contextmanager
def _asking(target: Target) -> Iterator[Traffic]:
    """Have clients ask for decisions until the block ends."""
    traffic, over, numbers = Traffic(), threading.Event(), count(1)
    api = ApiClient(target, endpoint=DECIDE.endpoint, concurrency=CLIENTS)

    def ask() -> None:
        while not over.is_set():
            number = next(numbers)
            body = {"transaction_id": f"asked-{number}", "customer_id": f"C-{number}", "amount": 10}
            answer = api.post(json.dumps(body).encode())
            traffic.add(answer.received, answer.body["strategy"]["name"])

    with ThreadPoolExecutor(CLIENTS) as clients:
        asking = [clients.submit(ask) for _ in range(CLIENTS)]
        try:
            yield traffic
        finally:
            over.set()
    for each in asking:
        each.result()
    api.close()
