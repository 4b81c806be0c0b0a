"""Strategies that decide side by side in tests, and random payments that they decide on."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import strategies as st
from msgspec import UNSET

from handlers.contract.transaction import Transaction
from handlers.decision.batch import BatchDecider
from handlers.decision.decide import Decision
from handlers.decision.entity.entities import EntityKey
from handlers.decision.payments import Payment
from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.facts import Facts, Listing
from handlers.decision.profile.known_entities import KnownEntities
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.strategies import strategy_of

START = 1_795_350_600_000
MINUTE = 60_000

ACTIVE = strategy_of(
    {"code": "often", "when": "customer.count_1h >= 2", "weight": Decimal("0.5")},
    {"code": "large", "when": "amount > 2 * customer.mean_30d", "weight": Decimal("0.4"), "tags": ["large"]},
    {"code": "burst", "when": "card.attempts_10m > 3", "outcome": "decline"},
    {"code": "ratio", "when": "amount / (amount - 10) > 3"},
    {"code": "web", "when": "metadata.channel == 'web'", "weight": Decimal("0.1")},
    name="active",
    entities={"card": "metadata.card"},
    when_degraded="review",
)
OTHER = strategy_of(
    {"code": "blocked", "when": "'blocked' in device.lists", "outcome": "decline", "tags": ["device"]},
    {"code": "fresh", "when": "missing(card.seconds_since_first) or device.count_24h == 0", "weight": Decimal("0.3")},
    {"code": "often", "when": "customer.count_1h >= 1 and customer.new_terminal", "weight": Decimal("0.6")},
    {"code": "shop", "when": "merchant.distinct_customers > 2 or terminal.attempts_10m > 2", "outcome": "review"},
    {"code": "night", "when": "hour < 6 or metadata.channel > 5", "weight": Decimal("0.2")},
    name="other",
    entities={"merchant": "merchant", "device": "metadata.device", "card": "metadata.card"},
    timezone="Asia/Tokyo",
    when_degraded="decline",
)


class Asked(NamedTuple):
    """A payment, the attempts that it is told, and the sources of its entities that were not read."""

    transaction: Transaction
    attempts: Mapping[str, int]
    unread: Sequence[tuple[str, str]]

    def unread_items(self, payment: Payment) -> set[str]:
        """Return the keys of the items that were not read."""
        return {getattr(each, source) for each in payment.entities for kind, source in self.unread if each.kind == kind}


_texts = st.sampled_from(["1", "2"])
_kinds = st.sampled_from(["customer", "card", "device", "merchant", "terminal"])


@st.composite
def _transactions(draw: st.DrawFn, number: int) -> Transaction:
    attributes: st.SearchStrategy[dict[str, Any]] = st.one_of(
        _texts.map(lambda text: {"S": text}), st.just({"S": ""}), st.just({"BOOL": True})
    )
    metadata: st.SearchStrategy[dict[str, dict[str, Any]]] = st.fixed_dictionaries(
        {},
        optional={
            "card": attributes,
            "device": attributes,
            "channel": st.sampled_from([{"S": "web"}, {"N": "7"}, {"BOOL": True}]),
        },
    )
    return Transaction(
        transaction_id=f"tx-{number}",
        timestamp=START + draw(st.integers(0, 90)) * MINUTE,
        amount=Decimal(draw(st.sampled_from(["5", "10", "12.50", "400"]))),
        merchant=draw(st.sampled_from(["Shop", "Store"])),
        currency="EUR",
        customer_id=draw(st.one_of(_texts, st.just(UNSET))),
        terminal_id=draw(st.one_of(_texts, st.just(UNSET))),
        metadata=draw(st.one_of(metadata, st.just(UNSET))),
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Asked]:
    """Draw payments one after the other, of few customers, terminals, cards and devices."""
    transactions = [draw(_transactions(number)) for number in range(draw(st.integers(1, 8)))]
    attempts = st.dictionaries(st.sampled_from(["card", "terminal"]), st.integers(1, 6))
    sources = st.tuples(_kinds, st.sampled_from(["profile", "facts"]))
    unread = st.lists(sources, max_size=draw(st.sampled_from([0, 3])))
    return [Asked(each, draw(attempts), draw(unread)) for each in sorted(transactions, key=lambda each: each.timestamp)]


def blocked_device() -> dict[str, Any]:
    """Return the facts of a device that is on a list, by the key of their item."""
    stated = facts_of.encode(Facts(lists={"blocked": Listing(by="arn", at=START)}))
    return {EntityKey("device", "1").facts: stated}


def decided_all(
    history: Sequence[Asked], decider: BatchDecider, *others: BatchDecider
) -> Iterator[tuple[Asked, Decision, list[Decision]]]:
    """Yield each payment with its decision, and those that others make on the same, and fold it."""
    known = KnownEntities({}, blocked_device())
    for asked in history:
        made = [_decided(each, asked, known) for each in (decider, *others)]
        yield asked, made[0], made[1:]
        decider.fold(decider.payment(asked.transaction), made[0], known, asked.transaction.timestamp)


def _decided(decider: BatchDecider, asked: Asked, known: KnownEntities) -> Decision:
    payment = decider.payment(asked.transaction)
    return decider.decide(payment, known, asked.transaction.timestamp, asked.attempts, asked.unread_items(payment))


def names_of_features(strategy: Strategy) -> set[str]:
    """Return the names of all features that a strategy reads."""
    return {f"{kind}.{each.name}" for kind, features in strategy.features.items() for each in features}
