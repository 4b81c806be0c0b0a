"""The page of the API lists every field of a score's row and of its alert, with its type, and no other."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from handlers.aws.attributes import to_attributes
from handlers.decision.settlement import PENDING
from tests.handlers.scoring_on_aws import ScoringOnAws, scored_transaction
from tests.handlers.strategies import strategy_of
from tests.handlers.strategies_on_aws import StrategiesOnAws
from tests.handlers.told_decisions import told

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("\n## The score and its alert\n")[2].partition("\n### ")[0]
ROWS = [[cell.strip() for cell in row.strip("|").split(" | ")] for row in SECTION.splitlines() if row.startswith("| `")]
STRATEGY = strategy_of(
    {"when": "amount > 10 and metadata.risk > 0.5", "outcome": "review", "tags": ["seen"], "weight": Decimal("0.1")},
    {"when": "amount / 0 > 1", "weight": Decimal("0.1")},
)
SHADOW = strategy_of({"when": "amount > 5"}, name="tried")
WHOLE = {
    **scored_transaction(1),
    "currency": "EUR",
    "customer_id": "C-1",
    "terminal_id": "T-1",
    "metadata": {"risk": {"N": "0.9"}},
}
JSON_TYPES = {"S": "string", "N": "number", "M": "object", "L of M": "array of objects", "L of S": "array of strings"}


def documented(column: int) -> dict[str, str]:
    """Return the fields that the page lists for the row (1) or the alert (2), with their types."""
    found = {name: row[column] for row in ROWS for name in re.findall(r"`([^`]+)`", row[0])}
    return {name: kind for name, kind in found.items() if kind != "–"}  # noqa: RUF001 -- the page's


def typed(attributes: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the type of each attribute, and of those within; what rules read has names of its own."""
    for name, attribute in attributes.items():
        ((kind, value),) = attribute.items()
        yield prefix + name, f"L of {next(iter(value[0]))}" if kind == "L" else kind
        if kind == "M" and name != "values":
            yield from typed(value, f"{prefix}{name}.")
        elif kind == "L" and "M" in value[0]:
            yield from typed(value[0]["M"], f"{prefix}{name}[].")


@pytest.fixture
def scored(scoring: ScoringOnAws, strategies: StrategiesOnAws) -> ScoringOnAws:
    """Return Scoring once it has decided on a transaction with everything that there is."""
    strategies.deploy(STRATEGY)
    strategies.deploy(SHADOW, "shadow")
    scoring.module.strategies.refresh(scoring.module.epoch())
    assert scoring.score(told(WHOLE, STRATEGY, degraded=("facts",), override="approve"))["alerts"] == 1
    return scoring


def test_the_page_lists_the_fields_of_the_row(scored: ScoringOnAws) -> None:
    row = {**scored.items["tx-1"], PENDING: frozenset({"alert:1"})}
    assert dict(typed(to_attributes(row))) == documented(1)


def test_the_page_lists_the_fields_of_the_alert(scored: ScoringOnAws) -> None:
    (alert,) = scored.alerts()
    body = json.loads(alert["Message"], parse_float=Decimal)
    assert {name: JSON_TYPES[kind] for name, kind in typed(to_attributes(body))} == documented(2)


def test_the_page_lists_the_attributes_of_the_message(scored: ScoringOnAws) -> None:
    (alert,) = scored.alerts()
    named = re.findall(r"`(\w+)` \((String|Number)\)", SECTION)
    assert {name: each["Type"] for name, each in alert["MessageAttributes"].items()} == dict(named)
    assert f"subject `{alert['Subject']}`" in SECTION


def test_the_page_gives_the_fields_of_row_and_alert_the_same_types() -> None:
    row, alert = documented(1), documented(2)
    assert {name: JSON_TYPES[row[name]] for name in row.keys() & alert.keys()} == {
        name: alert[name] for name in row.keys() & alert.keys()
    }
