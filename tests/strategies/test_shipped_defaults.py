"""Every default that was ever shipped stays, to the last character, for the replay of what it decided."""

from pathlib import Path

import pytest
import yaml

from fraudctl.strategy.checked import check_file

STRATEGIES = Path(__file__).parents[2] / "strategies"

SHIPPED = {"default-1.yaml": "b149f40f3008720587fbbbc6fa94fa26ac039cff8c39c068b2c014d9b8f2ce67"}
"""The digest of each, as rows of scores name it."""


def test_there_is_a_digest_for_each_and_a_file_for_each_digest() -> None:
    assert sorted(SHIPPED) == sorted(file.name for file in STRATEGIES.glob("default-*.yaml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_default_that_was_shipped_stays_as_it_was(name: str) -> None:
    strategy = check_file(STRATEGIES / name).strategy

    assert strategy
    assert (strategy.name, strategy.digest) == ("default", SHIPPED[name])


def test_the_default_of_today_begins_with_the_rules_of_the_first() -> None:
    first, today = (yaml.safe_load((STRATEGIES / name).read_text()) for name in ("default-1.yaml", "default.yaml"))

    assert today["rules"][: len(first["rules"])] == first["rules"]
    assert (today["thresholds"], today["seed_currencies"]) == (first["thresholds"], first["seed_currencies"])
