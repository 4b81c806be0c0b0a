"""A stack to which strategies were deployed, and whose transactions and scores are given."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from fraudctl.client.row_facts import StoredRow
from fraudctl.client.scores import RowImage
from fraudctl.stacks.target import Target
from fraudctl.strategy import decided
from handlers.aws.attributes import to_attributes
from handlers.decision.strategy.document import canonical
from handlers.decision.strategy.strategy import Strategy


@dataclass(frozen=True, kw_only=True)
class StackOfDocuments(Target):
    """A target whose strategies table holds documents."""

    documents: dict[str, str]

    def client(self, service: str, **_: Any) -> Any:
        assert service == "dynamodb"
        return SimpleNamespace(get_item=self._get)

    def _get(self, **asked: Any) -> Any:
        digest = asked["Key"]["id"]["S"]
        row = {"kind": "document", "id": digest, "document": self.documents.get(digest)}
        return {"Item": to_attributes(row)} if digest in self.documents else {}


def stack_of_documents(
    monkeypatch: pytest.MonkeyPatch,
    strategies: Iterable[Strategy],
    rows: Callable[[], tuple[Sequence[RowImage], StoredRow | None]],
) -> StackOfDocuments:
    """Return such a stack, which commands find."""
    documents = {each.digest: canonical(each.document).decode() for each in strategies}
    exports = {"fraud_strategies_table_name": "fraud-strategies-test"}
    stack = StackOfDocuments(stack="test", region="us-east-1", exports=exports, documents=documents)
    monkeypatch.setattr(Target, "find", lambda _: stack)
    monkeypatch.setattr(decided, "find_images", lambda *_: rows())
    return stack
