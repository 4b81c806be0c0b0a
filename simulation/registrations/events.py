"""Registrations as one endless stream: people one by one, and series of accounts that a machine opens."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from hashlib import sha256
from heapq import heappop, heappush
from itertools import accumulate, count
from typing import NamedTuple

from simulation.arrivals import arrivals
from simulation.chance import Chance
from simulation.day import DAY
from simulation.registrations import sources
from simulation.stream import ulid
from simulation.transaction import LEGITIMATE, LabelledTransaction

FAKE_ACCOUNT = "fake_account"
USUAL_A_DAY = 1000
"""Registrations of people."""

MINUTE = 60_000
SHARED = 25  # per cent of people come from an address that many have: an office, a mobile network
NETWORKS = 600  # such addresses
AGAIN = 3  # per cent come again within the hour: a couple, a class
SERIES = 700  # registrations of people between the beginnings of two series, on average
ACCOUNTS = (5, 60)  # of a series
PAUSES = (20_000, 90 * MINUTE)  # milliseconds between two accounts of a series, at least and at most
RENTED = 40  # networks from which machines can be rented, and where private networks end
RENTING = 2  # per cent of people come from one
LABEL_DELAY = 7 * DAY
COUNTRIES, MAIL, BROWSERS = (
    list(accumulate(shares)) for shares in (sources.COUNTRY_SHARES, sources.MAIL_SHARES, sources.BROWSER_SHARES)
)


class _Event(NamedTuple):
    """A registration before it has an identifier; those of a moment are in the order of their number."""

    at: int
    number: int
    ip: str
    domain: str
    country: str
    agent: str
    label: str


class RegistrationsWorld:
    """People and machines that register."""

    def __init__(self, *, seed: int, start: int, a_day: int) -> None:
        """`start` is the first moment, in epoch milliseconds; `a_day` people register."""
        key = int.from_bytes(sha256(f"world registrations {seed}".encode()).digest()[:8])
        self._chance = Chance(key)
        self._start, self._a_day = start, a_day
        self._first = 10_000_000 + key % 10_000_000
        self._numbers, self._accounts = count(), count()
        self._networks = [(self._address(), self._country()) for _ in range(NETWORKS)]
        self._rented = [self._network() for _ in range(RENTED)]
        self._next_series = 1

    def transactions(self) -> Iterator[LabelledTransaction]:
        """Yield the registrations, in order of time and without end."""
        latest, ahead = self._start - 1, list[_Event]()
        for at in arrivals(self._chance, self._start, a_day=self._a_day):
            while ahead and ahead[0].at <= at:
                event = heappop(ahead)
                latest = max(event.at, latest + 1)  # so identifiers cannot collide
                yield self._transaction(event, latest)
            for event in self._begun(at):
                heappush(ahead, event)

    def _begun(self, at: int) -> Iterator[_Event]:
        """Yield what begins at a time: a person, at times others from the same place, and now and then a series."""
        chance = self._chance
        ip, country = chance.pick(self._networks) if chance.happens(SHARED) else (self._address(), self._country())
        if chance.happens(RENTING):
            ip = f"{chance.pick(self._rented)}.{chance.between(1, 254)}"
        yield self._person(at, ip, country)
        if chance.happens(AGAIN):
            for _ in range(chance.between(1, 4)):
                yield self._person(at + chance.below(60 * MINUTE), ip, country)
        self._next_series -= 1
        if self._next_series <= 0:
            self._next_series = 1 + chance.exponential(SERIES)
            yield from self._series(at)

    def _person(self, at: int, ip: str, country: str) -> _Event:
        chance = self._chance
        domain = sources.MAIL[_drawn(MAIL, chance)]
        if chance.happens(sources.AT_SMALL):
            which = chance.below(sources.SMALL_PROVIDERS) * chance.below(sources.SMALL_PROVIDERS)
            domain = f"d{which // sources.SMALL_PROVIDERS}.example"
        if chance.happens(4):
            country = self._country()  # abroad, or by a private network
        age = min(chance.exponential(2), 12)
        return _Event(at, next(self._numbers), ip, domain, country, self._agent(at, age), LEGITIMATE)

    def _series(self, at: int) -> Iterator[_Event]:
        """Yield the accounts of a series: from some addresses of one or two networks, with one or two user agents."""
        chance = self._chance
        networks = [chance.pick(self._rented) for _ in range(chance.between(1, 2))]
        if chance.happens(30):  # through the connections of people who do not know of it
            networks = [self._network() for _ in range(8)]
        addresses = [f"{chance.pick(networks)}.{chance.between(1, 254)}" for _ in range(chance.between(1, 20))]
        bought = [f"d{chance.between(300, 900)}.example" for _ in range(chance.between(1, 3))]
        agents = [self._agent(at, chance.between(0, 20)) for _ in range(chance.between(1, 3))]
        countries = [self._country() for _ in range(chance.between(1, 3))]
        known, pause = chance.between(0, 100), chance.between(*PAUSES)
        for _ in range(chance.between(*ACCOUNTS)):
            domain = sources.MAIL[_drawn(MAIL, chance)] if chance.happens(known) else chance.pick(bought)
            number, ip = next(self._numbers), chance.pick(addresses)
            yield _Event(at, number, ip, domain, chance.pick(countries), chance.pick(agents), FAKE_ACCOUNT)
            at += 1 + chance.exponential(pause)

    def _country(self) -> str:
        return sources.COUNTRIES[_drawn(COUNTRIES, self._chance)]

    def _network(self) -> str:
        return ".".join(str(self._chance.between(1, 223)) for _ in range(3))

    def _address(self) -> str:
        return f"{self._network()}.{self._chance.between(1, 254)}"

    def _agent(self, at: int, age: int) -> str:
        browser = sources.BROWSERS[_drawn(BROWSERS, self._chance)]
        newest = sources.FIRST_VERSION + (at - self._start) // (sources.VERSION_DAYS * DAY)
        return f"{browser}/{max(newest - age, 80)} ({self._chance.pick(sources.SYSTEMS[browser])})"

    def _transaction(self, event: _Event, timestamp: int) -> LabelledTransaction:
        metadata = {"ip": event.ip, "email_domain": event.domain, "country": event.country, "user_agent": event.agent}
        return LabelledTransaction(
            transaction_id=ulid(timestamp, self._chance),
            amount=Decimal(0),
            merchant="registration",
            timestamp=timestamp,
            customer_id=f"U-{self._first + next(self._accounts)}",
            terminal_id=None,
            currency=None,
            metadata=metadata,
            label=event.label,
            label_received=None if event.label == LEGITIMATE else timestamp + LABEL_DELAY,
        )


def _drawn(sums: Sequence[int], chance: Chance) -> int:
    """Return a place, drawn by shares whose sums are given."""
    return bisect_right(sums, chance.below(sums[-1]))
