"""What alarms and dashboard look at, and when it is too much."""

from dataclasses import dataclass

from components.api.api import Api
from components.compute.function import Function
from components.storage.tables import TransactionsTable


@dataclass(frozen=True, kw_only=True)
class Watched:
    """The parts of a stack, in the order of a transaction's way."""

    suffix: str
    api: Api
    ingestion: Function
    transactions: TransactionsTable
    processing: Function
    scoring: Function

    @property
    def functions(self) -> tuple[Function, Function, Function]:
        """All of them, in the same order."""
        return self.ingestion, self.processing, self.scoring


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Failed invocations in per cent, waiting in seconds, the API's slowest answers in milliseconds."""

    error_percent: int
    lag_seconds: int
    latency_milliseconds: int
