"""The functions read pointers and documents as the command writes them, and refuse what somebody changed by hand."""

import hashlib

import boto3
import pytest

from handlers.aws.clients import aws_client
from handlers.aws.strategy_table import StrategyTable
from handlers.contract.errors import BrokenStrategy
from handlers.decision.strategy.document import LARGEST_DOCUMENT, canonical, digest
from handlers.decision.strategy.pointers import ACTIVE, CHALLENGER, OVERRIDE, SHADOW, Pointers, UnreadablePointers
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.strategies import packaged, strategy_of
from tests.handlers.strategies_on_aws import STRATEGIES, StrategiesOnAws

STRATEGY = strategy_of({"when": "amount > 1", "outcome": "review"})
TEXT = canonical(STRATEGY.document).decode()


@pytest.fixture
def table(aws: boto3.Session, strategies: StrategiesOnAws) -> StrategyTable:
    assert aws
    assert strategies
    return StrategyTable(aws_client("dynamodb"), STRATEGIES)


def test_an_empty_table_points_at_the_packaged_default(table: StrategyTable) -> None:
    assert table.pointers() == Pointers()


def test_pointers_are_read_beside_documents_and_changes(table: StrategyTable, strategies: StrategiesOnAws) -> None:
    strategies.deploy(STRATEGY, ACTIVE, before=["packaged"])
    strategies.deploy(STRATEGY, CHALLENGER, percent=10)
    strategies.point(SHADOW)
    strategies.point(OVERRIDE, outcome="approve", note="a bad day")
    strategies.put({"kind": "change", "id": "2026-11-26T10:00:00.000Z#01234567", "action": "deploy"})

    assert table.pointers() == Pointers(
        active=STRATEGY.digest,
        before=("packaged",),
        challenger=STRATEGY.digest,
        percent=10,
        override="approve",
        versions={"active": 1, "challenger": 1, "shadow": 1, "override": 1},
    )


@pytest.mark.parametrize("percent", [0, 101])
def test_a_percentage_that_is_none_is_unreadable(
    table: StrategyTable, strategies: StrategiesOnAws, percent: int
) -> None:
    strategies.deploy(STRATEGY, CHALLENGER, percent=percent)
    with pytest.raises(UnreadablePointers, match="challenger"):
        table.pointers()


@pytest.mark.parametrize("strategy", [STRATEGY, packaged()], ids=["of one rule", "packaged"])
def test_a_document_is_the_strategy_of_its_digest(
    table: StrategyTable, strategies: StrategiesOnAws, strategy: Strategy
) -> None:
    strategies.put_document(strategy)
    found = table.document(strategy.digest)

    assert (found.digest, found.document) == (strategy.digest, strategy.document)


def test_a_document_that_is_not_there_is_broken(table: StrategyTable) -> None:
    with pytest.raises(BrokenStrategy, match="no such document"):
        table.document(STRATEGY.digest)


@pytest.mark.parametrize("text", [TEXT.replace("amount > 1", "amount > 2"), TEXT + " ", "", "{", "[" * 99_999])
def test_a_document_that_was_changed_by_hand_is_broken(
    table: StrategyTable, strategies: StrategiesOnAws, text: str
) -> None:
    strategies.put_document(STRATEGY, text or " ")
    with pytest.raises(BrokenStrategy, match="by hand"):
        table.document(STRATEGY.digest)


def put_by_digest(strategies: StrategiesOnAws, text: str) -> str:
    """Put a text under its own digest, as somebody may who knows how documents are kept."""
    found = hashlib.sha256(text.encode()).hexdigest()
    strategies.put({"kind": "document", "id": found, "document": text})
    return found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "cannot be read"),
        ("[" * 99_999, "cannot be read"),
        ("7", "a strategy is a mapping"),
        (TEXT.replace("amount", "amuont"), "amuont"),
        (TEXT.replace(":", ": "), "canonical"),
    ],
    ids=["no JSON", "too deep", "no mapping", "does not compile", "not canonical"],
)
def test_what_is_no_strategy_is_broken_under_its_own_digest_too(
    table: StrategyTable, strategies: StrategiesOnAws, text: str, said: str
) -> None:
    found = put_by_digest(strategies, text)
    with pytest.raises(BrokenStrategy, match=said):
        table.document(found)


def test_a_document_that_is_too_large_is_broken(table: StrategyTable, strategies: StrategiesOnAws) -> None:
    rules = [
        {**rule, "code": f"rule_{number}", "message": "m" * 200, "when": f"merchant == '{'x' * 450}'"}
        for number in range(480)
        for rule in STRATEGY.document["rules"]
    ]
    document = {**STRATEGY.document, "rules": rules}
    text = canonical(document).decode()
    assert LARGEST_DOCUMENT < len(text) < 400_000
    strategies.put({"kind": "document", "id": digest(document), "document": text})

    with pytest.raises(BrokenStrategy, match="at most 262,144 bytes"):
        table.document(digest(document))
