"""Honest charges and fraud of a named world as one endless stream in order of time."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from heapq import heappop, heappush

from simulation.chance import Chance
from simulation.day import DAY
from simulation.fraud.account_takeover import ACCOUNT_TAKEOVER, account_takeover
from simulation.fraud.captured_terminal import CapturedTerminals
from simulation.fraud.card_testing import CARD_TESTING, card_testing
from simulation.fraud.compromised_terminal import CompromisedTerminals
from simulation.fraud.leaked_card import LeakedCards
from simulation.fraud.stolen_card import STOLEN_CARD, stolen_card
from simulation.stream import ulid
from simulation.transaction import LEGITIMATE, LabelledTransaction
from simulation.worlds.charge import MINUTE, Charge
from simulation.worlds.everyday import everyday_charges
from simulation.worlds.society import Society

Fraud = Callable[[Society, Chance, int, str], Iterator[Charge]]
"""Yields the charges of one episode, given its time (epoch milliseconds) and strength."""

EPISODES: dict[str, Fraud] = {
    STOLEN_CARD: stolen_card,
    CARD_TESTING: card_testing,
    ACCOUNT_TAKEOVER: account_takeover,
}
WHOLE = 100_000


class Episodes:
    """Episodes of one kind of fraud, which keep to its share of the payments however long each is."""

    def __init__(self, society: Society, chance: Chance, fraud: Fraud, *, share: int, start: int) -> None:
        """Begin at `start` as if an episode had just been; `share` is of 100,000 payments."""
        self._society = society
        self._chance = chance
        self._fraud = fraud
        self._share = share
        self._due = 0
        self._episode(start)

    def after_payment(self, at: int) -> list[Charge]:
        """Return the charges of the episode that begins soon after an everyday payment; mostly none."""
        self._due += self._share
        if self._due < 0:
            return []
        return self._episode(at + self._chance.between(1, 5 * MINUTE))

    def _episode(self, begin: int) -> list[Charge]:
        strength = self._chance.pick(self._society.traffic.strengths)
        charges = list(self._fraud(self._society, self._chance, begin, strength))
        self._due -= self._chance.exponential(len(charges) * WHOLE)
        return charges


class Frauds:
    """All frauds of a world, from a time (epoch milliseconds) on."""

    def __init__(self, society: Society, chance: Chance, start: int) -> None:
        self._chance = chance
        self._captured, self._leaked = CapturedTerminals(society), LeakedCards(society)
        self._compromised = CompromisedTerminals(society)
        fraud = society.traffic.fraud
        self._episodes = [
            Episodes(society, chance, EPISODES[kind], share=fraud[kind], start=start)
            for kind in EPISODES
            if kind in fraud
        ]

    def charges(self, honest: Charge, at: int) -> list[Charge]:
        """Return what becomes of an honest charge, and the episodes that begin after the everyday payment at `at`."""
        charged = self._leaked.charge(self._captured.charge(honest), self._chance)
        coming = list(self._compromised.charges(charged, self._chance))
        for each in self._episodes:
            coming += each.after_payment(at)
        return coming


Turn = tuple[int, Society]
"""The time (epoch milliseconds) from which on frauds are those of another society, which has the same customers."""


def world_transactions(society: Society, start: int, turn: Turn | None = None) -> Iterator[LabelledTransaction]:
    """Yield the transactions of a named world from its start (epoch milliseconds) on, without end."""
    chance = Chance(society.key)
    latest = start - 1
    for charge in _in_order_of_time(society, chance, start, turn):
        latest = max(charge.at, latest + 1)  # no two in one millisecond, so identifiers cannot collide
        yield _transaction(charge, latest, chance)


def _in_order_of_time(society: Society, chance: Chance, start: int, turn: Turn | None) -> Iterator[Charge]:
    frauds = Frauds(society, chance, start)
    ahead: list[tuple[int, int, Charge]] = []
    begun = 0
    for at in society.arrivals(chance, start):
        if turn and at >= turn[0]:
            frauds, turn = Frauds(turn[1], chance, at), None
        while ahead and ahead[0][0] <= at:
            yield heappop(ahead)[2]
        for honest in everyday_charges(society.payer(chance, at), chance):
            for charge in frauds.charges(honest, at):
                begun += 1  # orders what falls into one millisecond
                heappush(ahead, (charge.at, begun, charge))


def _transaction(charge: Charge, timestamp: int, chance: Chance) -> LabelledTransaction:
    shopper, shop, traffic = charge.shopper, charge.shop, charge.shopper.traffic
    identifier = ulid(timestamp, chance)
    metadata = {}
    if traffic.cards:
        metadata["card_token"] = shopper.card(chance)
    if traffic.devices:
        metadata["device_id"] = shopper.device(chance) if charge.device is None else charge.device
    received = None
    if traffic.labels and charge.label != LEGITIMATE:
        received = timestamp + traffic.labels.least * DAY + chance.log_normal(traffic.labels.median * DAY)
    return LabelledTransaction(
        transaction_id=identifier,
        amount=Decimal(f"{charge.cents}E-2"),
        merchant=shop.merchant,
        timestamp=timestamp,
        customer_id=shopper.customer_id,
        terminal_id=shop.terminal_id if traffic.terminals else None,
        currency=charge.country.currency if traffic.currency else None,
        metadata=metadata or None,
        label=charge.label,
        label_received=received,
    )
