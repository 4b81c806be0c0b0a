"""Documents of strategies as Queries tells them to the Fraud Detector endpoint, which answers by the part they have."""

from typing import Any

from handlers.aws.current_strategies import CurrentStrategies
from handlers.aws.strategy_table import StrategyTable
from handlers.contract.errors import BrokenStrategy, NotFound
from handlers.decision.strategy.strategy import Strategy

TOLD = ("evaluate", "rules", "fraud_detector")
"""The fields that answers are made of."""


class StrategyDocuments:
    """Tells documents."""

    def __init__(self, strategies: CurrentStrategies, table: StrategyTable) -> None:
        self._strategies = strategies
        self._table = table

    def view(self, digest: str | None, now: int) -> dict[str, Any]:
        """Return the document of a digest, or the one that is active at a time in epoch milliseconds.

        Raises:
            NotFound: there is none of this digest, or nobody can read it.
            ClientError, BotoCoreError: the table did not answer.
        """
        self._strategies.refresh_if_old(now)
        active = self._strategies.decider_or_packaged(now).panel.active
        if digest in (None, active.digest):
            return _view(active)
        try:
            return _view(self._table.document(str(digest)))
        except BrokenStrategy:
            raise NotFound("strategy", "there is none of this digest") from None


def _view(strategy: Strategy) -> dict[str, Any]:
    return {"digest": strategy.digest, "document": {name: strategy.document.get(name) for name in TOLD}}
