"""A load to plan for: what comes, and by which way."""

import math
from dataclasses import dataclass

MAX_RATE = 1_000_000_000
"""Transactions a second; above any real load, where the figures mean nothing."""

MAX_ENTITIES = 10
"""Customer, terminal, and the eight more that a strategy may name."""


@dataclass(frozen=True, kw_only=True)
class ExpectedLoad:
    """A load to plan for: transactions a second, transactions a request, and the share that is alerted.

    `entities` are those whose profiles a transaction is scored by and changes: its customer, terminal and merchant.
    """

    rate: float
    batch: int = 1
    alerted: float = 0.01
    entities: int = 3
    facts: bool = True
    """True if the strategy reads lists, labels or what labels change, such as a mean, and so each entity's facts."""
    known: float | None = None
    """Entities that have a profile; by default as many as `known_entities` says."""
    decided: bool = False
    """True if clients ask for decisions, and not only for what they send to be stored."""
    attempts: int = 1
    """Kinds of entity of a decided transaction whose attempts the strategy counts."""
    reads: float = 0
    """Requests that read a transaction back, for each transaction."""
    burst: float | None = None
    """Requests that come within one second at the worst, of which most find no environment that is started."""

    def __post_init__(self) -> None:
        if not 0 < self.rate <= MAX_RATE:
            raise ValueError(f"rate must be above 0 and at most {MAX_RATE:,} transactions a second, not {self.rate}")
        if not 1 <= self.batch <= 100:  # noqa: PLR2004 -- what POST /transactions/batch takes
            raise ValueError(f"batch must be from 1 to 100, not {self.batch}")
        if self.decided and self.batch != 1:
            raise ValueError("batch must be 1 where transactions are decided: one comes in a request")
        if not 0 <= self.alerted <= 1:
            raise ValueError(f"alerted must be a share from 0 to 1, not {self.alerted}")
        if not 0 <= self.entities <= MAX_ENTITIES:
            raise ValueError(f"entities must be from 0 to {MAX_ENTITIES}, not {self.entities}")
        if self.known is not None and not 0 <= self.known < math.inf:
            raise ValueError(f"known must be a number of entities, 0 or more, not {self.known}")
        if not 0 <= self.attempts <= MAX_ENTITIES:
            raise ValueError(f"attempts must be from 0 to {MAX_ENTITIES}, not {self.attempts}")
        if not 0 <= self.reads < math.inf:
            raise ValueError(f"reads must be a number for each transaction, 0 or more, not {self.reads}")
        if self.burst is not None and not 0 < self.burst <= MAX_RATE:
            raise ValueError(f"burst must be above 0 and at most {MAX_RATE:,} requests, not {self.burst}")

    @property
    def requests(self) -> float:
        """Return requests a second that send transactions."""
        return self.rate / self.batch

    @property
    def all_requests(self) -> float:
        """Return requests a second, those that read too."""
        return self.requests + self.rate * self.reads

    @property
    def known_entities(self) -> float:
        """Return the entities that have a profile: if nobody says, customers who pay twice a day at shops for ten.

        A shop is a terminal and a merchant. A further entity of a transaction, such as a card, is counted as one for
        each customer.
        """
        if self.known is not None:
            return self.known
        customers = self.rate * SECONDS_A_DAY / PAYMENTS_A_DAY
        of_shops = min(max(0, self.entities - 1), 2)
        return customers * (self.entities - of_shops) + customers / CUSTOMERS_A_SHOP * of_shops


SECONDS_A_DAY, PAYMENTS_A_DAY, CUSTOMERS_A_SHOP = 86_400, 2, 10
"""As in the simulation of a region: `fraudctl simulate --customers`."""
