"""Decisions made again, as `fraudctl replay` does: each from what is stored of it, by the strategy that it names."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chaos.versions import first_version
from fraudctl.replay.replaying import Remade, replay
from fraudctl.strategy.stored import Deciders
from handlers.contract.errors import Malformed, UnfitDecision
from handlers.contract.row_image import from_image
from handlers.contract.transaction import Transaction
from handlers.decision.basis import basis
from handlers.decision.record import content
from handlers.decision.stored_decision import decode
from handlers.decision.strategy.document import parse_canonical
from handlers.decision.strategy.strategy import Strategy
from strategies.loading import compiled

Row = Mapping[str, Any]


class Replays:
    """Replays of decisions in the rows of transactions, in DynamoDB's typed form, and in those of scores, as plain."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        """`documents` are those of the strategies table, by digest; the stack's first strategy is in none."""
        self._documents = documents
        self._strategies: dict[str, Strategy | None] = {first_version().digest: first_version()}
        self._deciders = Deciders()
        self.count = 0
        self.differ: dict[str, str] = {}

    def replay(self, rows: Sequence[Row], scores: Mapping[str, Row]) -> None:
        """Make every decision again that a row or its score holds, and note those that come to another one."""
        for row in rows:
            try:
                transaction = from_image(row)
            except Malformed:  # a record that somebody planted
                continue
            for decided in _decided(transaction, scores.get(transaction.transaction_id, {})):
                self.count += 1
                if what := self._difference(row, decided):
                    self.differ[transaction.transaction_id] = what

    def _difference(self, row: Row, decided: Row) -> str | None:
        version, shadow = decided["strategy"], decided.get("shadow", {})
        if (strategy := self._strategy(version["digest"])) is None:
            return f"its strategy {version} is nowhere to be found"
        its_shadow = self._strategy(shadow["strategy"]) if shadow else None
        if shadow and its_shadow is None:
            return f"its shadow {shadow['strategy']} is nowhere to be found"
        again = replay(row, decided, strategy, shadow=its_shadow, deciders=self._deciders)
        return None if again.same else "; ".join(_differing(again.decision) + _differing(again.shadow))

    def _strategy(self, digest: str) -> Strategy | None:
        if digest not in self._strategies:
            loaded = compiled(parse_canonical(self._documents[digest])) if digest in self._documents else None
            self._strategies[digest] = loaded if isinstance(loaded, Strategy) and loaded.digest == digest else None
        return self._strategies[digest]


def _decided(transaction: Transaction, score: Row) -> Iterator[Row]:
    """Yield what is decided on a transaction: in its own row, in the form of a score, and in its score's row."""
    if isinstance(transaction.decision, bytes):
        try:
            stored = decode(transaction.decision, transaction)
        except UnfitDecision:  # a verdict of its own
            return
        said = content(stored)
        version = {"name": stored.strategy.name, "digest": stored.strategy.digest}
        yield {**said, "strategy": version, "decision": basis(stored, stored.basis.as_of)}
    if "decision" in score and score.get("timestamp") == transaction.timestamp:
        yield score


def _differing(remade: Remade | None) -> list[str]:
    names = remade.differing if remade else []
    return [f"{name} {remade.again[name]} instead of {remade.stored[name]}" for name in names if remade]
