"""Figures of a strategy's decisions on labelled payments."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from msgspec import UNSET

from fraudctl.backtest.card_precision import CardPrecision
from fraudctl.backtest.payment import PastPayment
from fraudctl.backtest.ranking import Ranking
from fraudctl.backtest.review_capacity import ReviewCapacity
from fraudctl.backtest.thresholds import ThresholdCurve
from handlers.decision.batch import DECLINE
from handlers.decision.decide import Decision
from handlers.decision.entity.feature import DAY

NO_CURRENCY = ""
"""The currency of payments that say none."""


@dataclass
class Value:
    """Amounts of payments in one currency."""

    fraud: Decimal = Decimal(0)
    caught: Decimal = Decimal(0)
    """Of frauds that were alerted."""
    wrongly_declined: Decimal = Decimal(0)
    """Of legitimate payments that were declined."""


@dataclass
class Detection:
    """Counts of payments by what they were and what was decided; an alert is a score or an outcome that alerts.

    Payments that were declined when they were made, and that nobody labelled, are no evidence of anything: they count
    as alerts and as declines, which people have to do with, and stand in no figure of what was rightly decided.
    """

    transactions: int = 0
    labelled: int = 0
    """Payments with a label, legitimate ones too."""
    frauds: int = 0
    declined_before: int = 0
    """Payments that were declined when they were made."""
    unknown: int = 0
    """Those of them that nobody labelled."""
    unknown_alerts: int = 0
    """Those of these that are alerts."""
    alerts: int = 0
    declines: int = 0
    caught: int = 0
    """Frauds that were alerted."""
    wrongly_declined: int = 0
    undecided: int = 0
    """Rules that came to no number."""
    mistyped: int = 0
    """Keys of the metadata that came in another kind than a condition takes."""
    value: dict[str, Value] = field(default_factory=dict)
    """By currency."""
    kinds: Counter[str] = field(default_factory=Counter)
    kinds_caught: Counter[str] = field(default_factory=Counter)
    """Frauds by label, and those of them that were alerted."""
    ranking: Ranking = field(default_factory=Ranking)
    card_precision: CardPrecision = field(default_factory=CardPrecision)
    curve: ThresholdCurve = field(default_factory=ThresholdCurve)
    capacity: ReviewCapacity = field(default_factory=ReviewCapacity)
    first: int | None = None
    last: int = 0
    """The event times of the first payment and the last."""

    def add(self, past: PastPayment, decision: Decision) -> None:
        """Add a payment, which must not be before the last one."""
        transaction, fraud, alerted, unknown = past.transaction, past.fraudulent, decision.alert_due, past.unknown
        declined = decision.outcome == DECLINE
        self.transactions += 1
        self.labelled += past.label != ""
        self.frauds += fraud
        self.declined_before += past.declined
        self.unknown += unknown
        self.unknown_alerts += unknown and alerted
        self.alerts += alerted
        self.declines += declined
        self.caught += fraud and alerted
        self.wrongly_declined += declined and not fraud and not unknown
        self.undecided += len(decision.undecided)
        self.mistyped += len(decision.mistyped)
        if not unknown:
            self.ranking.add(decision.score, fraud=fraud)
            if isinstance(transaction.customer_id, str):
                self.card_precision.add(transaction.customer_id, decision.score, transaction.timestamp, fraud=fraud)
        if self.first is None:
            self.first = transaction.timestamp
        self.last = transaction.timestamp
        currency = NO_CURRENCY if transaction.currency is UNSET else str(transaction.currency)
        self._add_value(past, currency, alerted=alerted, declined=declined)
        demanded = decision.outcome != "approve" and any(rule.outcome for rule in decision.fired)
        self.curve.add(
            decision.score,
            currency=currency,
            amount=transaction.amount,
            fraud=fraud,
            unknown=unknown,
            demanded=demanded,
        )
        self.capacity.add(decision.score, transaction.timestamp, fraud=fraud, unknown=unknown, demanded=demanded)

    @property
    def days(self) -> int:
        """Return the days of UTC from the first payment to the last, both included."""
        return 0 if self.first is None else self.last // DAY - self.first // DAY + 1

    @property
    def false_positives(self) -> int:
        """Return how many legitimate payments were alerted."""
        return self.alerts - self.unknown_alerts - self.caught

    @property
    def precision(self) -> float | None:
        """Return the share of frauds among the payments that were alerted: TP / (TP + FP); None without alerts."""
        return _share(self.caught, self.alerts - self.unknown_alerts)

    @property
    def recall(self) -> float | None:
        """Return the share of the frauds that were alerted: TP / (TP + FN); None without frauds."""
        return _share(self.caught, self.frauds)

    @property
    def false_positives_per_fraud(self) -> float | None:
        """Return how many legitimate payments were alerted for each fraud that was: FP / TP; None without these.

        The "false positive ratio" of the trade, as in "5:1".
        """
        return _share(self.false_positives, self.caught)

    @property
    def alerts_per_day(self) -> float | None:
        """Return the mean of alerts a day; None without payments."""
        return _share(self.alerts, self.days)

    @property
    def declines_per_day(self) -> float | None:
        """Return the mean of declined payments a day; None without payments."""
        return _share(self.declines, self.days)

    def _add_value(self, past: PastPayment, currency: str, *, alerted: bool, declined: bool) -> None:
        value, amount = self.value.get(currency), past.transaction.amount
        if value is None:
            value = self.value[currency] = Value()
        if past.fraudulent:
            self.kinds[past.label] += 1
            value.fraud += amount
            if alerted:
                self.kinds_caught[past.label] += 1
                value.caught += amount
        elif declined and not past.unknown:
            value.wrongly_declined += amount


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
