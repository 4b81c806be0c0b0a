"""A strategy's document as YAML is read back to the same digest, whatever its texts hold."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fraudctl.profiles.packaged import packaged_strategies
from fraudctl.strategy.checked import check_file, check_text
from fraudctl.strategy.yaml_text import yaml_of
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.strategies import strategy_of

EXAMPLES = sorted((Path(__file__).parents[3] / "docs" / "examples").glob("*.yaml"))

SENTENCES = st.text(min_size=1, max_size=40).filter(lambda text: bool(text.strip()) and text.isprintable())
LITERALS = st.text(st.characters(codec="utf-8", exclude_characters='"\\'), max_size=20)
SHARES = st.decimals(0, 1, places=5, allow_nan=False)


def read_back(strategy: Strategy) -> Strategy | None:
    return check_text(yaml_of(strategy.document), "shown.yaml").strategy


def same(strategy: Strategy) -> bool:
    again = read_back(strategy)
    return again is not None and again.digest == strategy.digest


def test_the_packaged_strategies_come_back() -> None:
    assert all(map(same, packaged_strategies()))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.name)
def test_the_examples_of_the_documents_come_back(file: Path) -> None:
    made = check_file(file).strategy
    assert made
    assert same(made)


@pytest.mark.parametrize(
    "text", ["no", "Yes", "null", "1e3", "0x1f", "2026-11-26", "12:30", "a: b # c", "'", '"', "- x"]
)
def test_texts_that_readers_of_yaml_disagree_on_stay_texts(text: str) -> None:
    assert same(strategy_of({"when": f'merchant == "{text}"' if '"' not in text else "amount > 1", "message": text}))


@given(
    message=SENTENCES, weight=SHARES, zone=st.sampled_from(["UTC", "Europe/Berlin"]), rate=st.decimals(0, 999, places=3)
)
def test_any_rule_comes_back(message: str, weight: Decimal, zone: str, rate: Decimal) -> None:
    rule: dict[str, Any] = {"when": "amount > 1", "message": message, "weight": weight, "tags": ["a:b", "no", "1.5"]}
    assert same(strategy_of(rule, timezone=zone, rates={"EUR": rate, "NOK": Decimal(1)}, seed_currencies=["NOK"]))
