"""Every default that was ever shipped stays, to the last character, for the replay of what it decided."""

from pathlib import Path

import pytest
import yaml

from fraudctl.strategy.checked import check_file

STRATEGIES = Path(__file__).parents[2] / "strategies"

SHIPPED = {
    "default-1.yaml": "b149f40f3008720587fbbbc6fa94fa26ac039cff8c39c068b2c014d9b8f2ce67",
    "default-2.yaml": "9e465f42c2800c596b27440f2d9b505f10e8548b847f763b2659d983d26184a6",
}
"""The digest of each, as rows of scores name it."""


def test_there_is_a_digest_for_each_and_a_file_for_each_digest() -> None:
    assert sorted(SHIPPED) == sorted(file.name for file in STRATEGIES.glob("default-*.yaml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_default_that_was_shipped_stays_as_it_was(name: str) -> None:
    strategy = check_file(STRATEGIES / name).strategy

    assert strategy
    assert (strategy.name, strategy.digest) == ("default", SHIPPED[name])


@pytest.mark.parametrize("name", SHIPPED)
def test_the_default_of_today_begins_with_the_rules_of_the_earlier_ones(name: str) -> None:
    earlier, today = (yaml.safe_load((STRATEGIES / file).read_text()) for file in (name, "default.yaml"))

    assert today["rules"][: len(earlier["rules"])] == earlier["rules"]
    assert (today["thresholds"], today["seed_currencies"]) == (earlier["thresholds"], earlier["seed_currencies"])
