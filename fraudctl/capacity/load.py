"""The load that is to be carried, and what one transaction of it looks like."""

from dataclasses import dataclass

MOST = 1_000_000_000
"""Transactions a second; beyond what anybody has, where figures say nothing any more."""


@dataclass(frozen=True, kw_only=True)
class Load:
    """Transactions a second, how many of them come in one request, and the share that is alerted."""

    rate: float
    batch: int = 1
    alerted: float = 0.01

    def __post_init__(self) -> None:
        if not 0 < self.rate <= MOST:
            raise ValueError(f"rate must be above 0 and at most {MOST:,} transactions a second, not {self.rate}")
        if not 1 <= self.batch <= 100:  # noqa: PLR2004 -- what POST /transactions/batch takes
            raise ValueError(f"batch must be from 1 to 100, not {self.batch}")
        if not 0 <= self.alerted <= 1:
            raise ValueError(f"alerted must be a share from 0 to 1, not {self.alerted}")

    @property
    def requests(self) -> float:
        """Requests a second."""
        return self.rate / self.batch
