"""Rows of payments that Decision and Scoring decided on while strategies, lists and tables came and went."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from fraudctl.client.row_facts import StoredRow
from fraudctl.client.scores import RowImage
from handlers.aws.attributes import from_attributes, to_attributes
from handlers.contract.row_image import from_image
from handlers.decision.batch import BatchDecider
from handlers.decision.degraded import Unread
from handlers.decision.entity.entities import EntityKey
from handlers.decision.panel import Panel
from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.event import hashed
from handlers.decision.profile.facts import Facts, Label, Listing
from handlers.decision.profile.known_entities import KnownEntities
from handlers.decision.score_row import owed, score_row
from handlers.decision.stored_decision import decode, encode_to_fit, stored_decision
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.strategies import packaged, strategy_of

START = 1_795_350_600_000
STEP = 20_000
ENTITIES = {"card": "metadata.card_token", "device": "metadata.device_id", "merchant": "merchant"}

SECOND = strategy_of(
    {"code": "listed", "when": "'blocked' in card.lists and not 'trusted' in customer.lists", "outcome": "decline"},
    {
        "code": "often",
        "when": "card.count_1h >= 3 or card.attempts_10m > 4",
        "weight": Decimal("0.45"),
        "tags": ["card"],
    },
    {"code": "far", "when": "amount > 3 * customer.mean_30d", "weight": Decimal("0.4")},
    {"code": "ratio", "when": "amount / (hour - 7) > 3000", "weight": Decimal("0.1")},
    {"code": "marked", "when": "customer.frauds_28d > 0", "weight": Decimal("0.3"), "tags": ["marked", "card"]},
    {"code": "web", "when": "metadata.channel == 'web'", "weight": Decimal("0.05")},
    name="second",
    entities=ENTITIES,
    when_degraded="review",
)
THIRD = strategy_of(
    {"code": "welcome", "when": "'trusted' in customer.lists", "outcome": "approve"},
    {"code": "night", "when": "hour < 6 or weekday > 4", "weight": Decimal("0.5")},
    {
        "code": "new_place",
        "when": "customer.new_terminal or missing(device.seconds_since_first)",
        "weight": Decimal("0.9"),
    },
    {"code": "shop", "when": "merchant.distinct_customers > 9 and device.count_24h > 1", "outcome": "review"},
    name="third",
    entities=ENTITIES,
    timezone="Asia/Tokyo",
    evaluate="first",
    when_degraded="decline",
)
STRATEGIES: Mapping[str, Strategy] = {each.digest: each for each in (packaged(), SECOND, THIRD)}

PANELS = (
    Panel(packaged().alerting_above(Decimal("0.35"))),
    Panel(packaged(), shadow=SECOND),
    Panel(packaged(), shadow=THIRD, challenger=SECOND, percent=30),
    Panel(SECOND, challenger=THIRD, percent=60, override="review"),
    Panel(SECOND, shadow=packaged(), override="approve"),
    Panel(THIRD, shadow=SECOND, stale=True),
    Panel(packaged(), challenger=THIRD, percent=100),
)
"""Each in force for a while, one after the other."""


@dataclass(frozen=True, kw_only=True)
class DecidedRow:
    """A transaction's row, and its score's, as a command reads them."""

    image: RowImage
    score: StoredRow


def decided_rows(count: int, seed: int = 17) -> Iterator[DecidedRow]:
    """Yield payments decided on by panel after panel, at random in the request or from the stream."""
    chance = random.Random(seed)  # noqa: S311 -- no secret
    known, deciders = KnownEntities({}, _facts(count)), [BatchDecider(each) for each in PANELS]
    for number in range(count):
        decider = deciders[number * len(PANELS) // count]
        image = _image(number, chance)
        payment = decider.payment(from_image(image))
        as_of = payment.transaction.timestamp + chance.randrange(2000)
        in_request = chance.random() < 0.5
        attempts = {kind: chance.randrange(1, 8) for kind in decider.attempted_kinds} if in_request else {}
        lost = (
            [key for each in payment.entities for key in (each.profile, each.facts)] if chance.random() < 0.05 else []
        )
        unread = Unread(items=lost, profiles_lag=in_request and chance.random() < 0.02)
        decision = decider.decide(payment, known, as_of, attempts, unread.items)
        made: Any = decider.degraded(decision, payment, unread)
        decider.fold(payment, made, known, as_of)
        if in_request:
            _, written = encode_to_fit(stored_decision(made, as_of))
            image = {**image, "decision": {"B": written}}
            made = decode(written, payment.transaction)
        at = datetime.fromtimestamp(as_of / 1000, UTC)
        row = {**score_row(made, at, timedelta(days=30), decider.shadow(made)), **owed(made)}
        yield DecidedRow(image=image, score=from_attributes(to_attributes(row)))


def _image(number: int, chance: random.Random) -> dict[str, Any]:
    customer = chance.randrange(40)
    fields: dict[str, Any] = {
        "transaction_id": f"tx-{number}",
        "timestamp": START + number * STEP,
        "amount": Decimal(chance.randrange(100, 2_000_000)) / 100 if chance.random() < 0.1 else Decimal(customer + 5),
        "merchant": chance.choice(["Bakery", "Offshore Ltd", "Grocer"]),
        "metadata": {"card_token": f"T-{customer}", "channel": chance.choice(["web", "shop", Decimal(7)])},
    }
    if chance.random() < 0.9:
        fields |= {"customer_id": f"C-{customer}", "terminal_id": f"P-{chance.randrange(15)}", "currency": "EUR"}
    if chance.random() < 0.7:
        fields["metadata"]["device_id"] = f"D-{chance.randrange(60)}"
    return to_attributes(fields)


def _facts(count: int) -> dict[str, dict[str, Any]]:
    """Return lists that begin and end on the way, and labels, by the key of their item."""
    middle = START + count * STEP // 2
    facts = dict[str, dict[str, Any]]()
    for number in range(0, 40, 4):
        until = middle if number % 8 else None
        blocked = Facts(lists={"blocked": Listing("anna", START, until), "watched": Listing("anna", START)})
        facts[EntityKey("card", f"T-{number}").facts] = facts_of.encode(blocked)
        fraud = Label(hashed(f"x-{number}"), START - 1000, middle, 100_000, "EUR", declined=False, fraud=True)
        trusted = Facts(labels=(fraud,), lists={"trusted": Listing("ben", START)} if number % 12 else {})
        facts[EntityKey("customer", f"C-{number}").facts] = facts_of.encode(trusted)
    return facts
