"""Probabilities held against what was seen, by tenths: of those of 20 to 30 %, about a quarter should be fraud."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

TENTHS = 10


@dataclass
class Tenth:
    """Payments whose probability of fraud was said to be in one tenth of all that it can be."""

    number: int
    payments: int = 0
    frauds: int = 0
    total: Decimal = Decimal(0)
    """The sum of their probabilities."""

    @property
    def least(self) -> float:
        """Return the least probability that is in it."""
        return self.number / TENTHS

    @property
    def most(self) -> float:
        """Return the probability that is the first beyond it."""
        return (self.number + 1) / TENTHS

    @property
    def expected(self) -> float | None:
        """Return the mean of what was said; None without payments."""
        return float(self.total / self.payments) if self.payments else None

    @property
    def seen(self) -> float | None:
        """Return the share that was fraud; None without payments."""
        return self.frauds / self.payments if self.payments else None


@dataclass
class Calibration:
    """Payments counted by the probability that was said of them."""

    tenths: Sequence[Tenth] = field(default_factory=lambda: [Tenth(number) for number in range(TENTHS)])

    def add(self, probability: Decimal, *, fraud: bool) -> None:
        """Add a payment of which it is known what it was."""
        tenth = self.tenths[min(int(probability * TENTHS), TENTHS - 1)]
        tenth.payments += 1
        tenth.frauds += fraud
        tenth.total += probability

    @property
    def payments(self) -> int:
        """Return how many payments there are."""
        return sum(each.payments for each in self.tenths)

    @property
    def error(self) -> float | None:
        """Return the mean of how far what was said of a tenth is from what was seen, by payments; None without any.

        The expected calibration error of Naeini et al., "Obtaining well calibrated probabilities using Bayesian
        binning" (2015).
        """
        if not self.payments:
            return None
        return sum(abs(float(each.total) - each.frauds) for each in self.tenths) / self.payments
