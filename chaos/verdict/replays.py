"""Decisions made again, each from what is stored of it and from the document of the strategy that it names."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chaos.versions import first_version
from handlers.contract.errors import Malformed, UnfitDecision
from handlers.contract.row_image import from_image
from handlers.contract.transaction import Transaction
from handlers.decision.basis import Basis, basis_in
from handlers.decision.decide import Decider
from handlers.decision.shadow import decide_on_basis
from handlers.decision.stored_decision import decode
from handlers.decision.strategy.document import parse_canonical
from handlers.decision.strategy.strategy import Strategy, load

Row = Mapping[str, Any]


class Replays:
    """Replays of the decisions in rows of transactions and scores, in DynamoDB's typed form and as plain values."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        """`documents` are those of the strategies table, by digest; the stack's first strategy is in none."""
        self._documents = documents
        self._strategies: dict[str, Strategy | None] = {first_version().digest: first_version()}
        self.count = 0
        self.differ: dict[str, str] = {}

    def replay(self, rows: Sequence[Row], scores: Mapping[str, Row]) -> None:
        """Make every decision again that a row holds, or else its score, and note those that come to another one."""
        for row in rows:
            try:
                transaction = from_image(row)
            except Malformed:  # a record that somebody planted
                continue
            score = scores.get(transaction.transaction_id, {})
            for digest, basis, made in _stored(transaction, score):
                self.count += 1
                if what := self._difference(transaction, digest, basis, made):
                    self.differ[transaction.transaction_id] = what

    def _difference(self, transaction: Transaction, digest: str, basis: Basis, made: tuple[Any, ...]) -> str | None:
        if (strategy := self._strategy(digest)) is None:
            return f"its strategy {digest} is nowhere to be found"
        if basis.above is not None:
            strategy = strategy.alerting_above(basis.above)
        again = decide_on_basis(Decider(strategy), transaction, basis)
        found = again.outcome, again.score, [rule.code for rule in again.fired]
        return None if found == made else f"{found} instead of {made}"

    def _strategy(self, digest: str) -> Strategy | None:
        if digest not in self._strategies:
            loaded = load(parse_canonical(self._documents[digest])) if digest in self._documents else None
            good = isinstance(loaded, Strategy) and loaded.digest == digest
            self._strategies[digest] = loaded if good and isinstance(loaded, Strategy) else None
        return self._strategies[digest]


def _stored(transaction: Transaction, score: Row) -> Iterator[tuple[str, Basis, tuple[Any, ...]]]:
    """Yield the decision on a transaction: the digest of its strategy, its basis, and what it came to."""
    if isinstance(transaction.decision, bytes):
        try:
            stored = decode(transaction.decision, transaction)
        except UnfitDecision:  # a verdict of its own
            return
        yield stored.strategy.digest, stored.basis, (stored.outcome, stored.score, _codes(stored.reasons))
    elif "decision" in score and score.get("timestamp") == transaction.timestamp:
        made = score["outcome"], score["fraud_score"], _codes(score["reasons"])
        yield score["strategy"]["digest"], basis_in(score["decision"]), made


def _codes(reasons: Sequence[Mapping[str, Any]]) -> list[str]:
    return [each["reason"] for each in reasons]
