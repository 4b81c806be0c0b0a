"""The strategy in the functions' archive is the file, exactly; a broken file stops the program."""

import json
from decimal import Decimal
from pathlib import Path

import pulumi
import pytest

from components.compute import code
from components.compute.code import PACKAGED_STRATEGY, STRATEGY, handlers_archive
from components.compute.strategy import packaged_strategy
from fraudctl.strategy.checked import check_file
from handlers.aws.packaged_strategy import packaged_strategy as read_packaged
from handlers.contract.errors import BrokenStrategy

GOOD = """\
name: mine
thresholds: {review: 0.8, decline: 0.95}
rules:
  - code: large
    when: amount > 220.1
    weight: 0.30000000000000000001
"""


def packaged(folder: Path, text: str) -> str:
    """Return what is packaged of a file with this text."""
    file = folder / "strategy.yaml"
    file.write_text(text, encoding="utf-8")
    return packaged_strategy(file)


def test_the_archives_strategy_is_the_file_that_fraudctl_checks() -> None:
    checked = check_file(STRATEGY)
    archived = handlers_archive().assets[PACKAGED_STRATEGY]

    assert isinstance(archived, pulumi.StringAsset)
    assert checked.strategy
    assert not checked.errors
    assert packaged_strategy(STRATEGY) == archived.text
    assert json.loads(archived.text)["name"] == checked.strategy.name


def test_what_the_functions_read_is_what_the_file_says(tmp_path: Path) -> None:
    file = tmp_path / "strategy.json"
    file.write_text(packaged(tmp_path, GOOD), encoding="utf-8")

    strategy = read_packaged(str(file))

    checked = check_file(tmp_path / "strategy.yaml").strategy
    assert checked
    assert (checked.digest, checked.document) == (strategy.digest, strategy.document)
    assert strategy.rules[0].weight == Decimal("0.30000000000000000001")
    assert packaged(tmp_path, GOOD + "examples: []\n") == file.read_text(encoding="utf-8")


def test_remarks_and_the_order_of_fields_change_nothing_that_is_deployed(tmp_path: Path) -> None:
    name, rest = GOOD.split("\n", 1)

    assert packaged(tmp_path, f"# a remark\n{rest}{name}\n") == packaged(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace("amount >", "amuont >"), "5: "),
        (GOOD.replace("0.30000000000000000001", "1.5"), "6: weight must be a number from 0 to 1"),
        (GOOD.replace("mine", "no"), "1: no is read in different ways: put a text in quotes"),
        (GOOD.replace("mine", ""), "1: an empty value is read in different ways"),
        (GOOD.replace("mine", "2026-01-01"), "1: 2026-01-01 is read in different ways"),
        (GOOD + "name: other\n", "7: name is no name of a field, or given twice"),
        (GOOD + "? [a]\n: b\n", "7: "),
        (GOOD + "seed_currencies: &all [USD]\n", "7: anchors, aliases and tags are not read"),
        (GOOD + "timezone: !!str UTC\n", "7: anchors, aliases and tags are not read"),
        (GOOD + "rules: [\n", "8: "),
        ("", "1: a strategy is a mapping of fields"),
        ("- 1\n", "1: a strategy is a mapping of fields"),
        ("\x00", " "),
    ],
)
def test_a_broken_file_stops_the_program_and_says_where_and_what(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(pulumi.RunError) as stopped:
        packaged(tmp_path, text)

    assert f"{tmp_path / 'strategy.yaml'}:{message}" in str(stopped.value)


def test_every_problem_of_a_file_is_said(tmp_path: Path) -> None:
    broken = GOOD.replace("mine", "Mine").replace("0.8", "0.99") + "colour: red\n"

    with pytest.raises(pulumi.RunError) as stopped:
        packaged(tmp_path, broken)

    assert len(str(stopped.value).splitlines()) == 3


def test_a_file_that_is_not_there_or_no_text_stops_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code, "STRATEGY", tmp_path / "strategy.yaml")
    with pytest.raises(pulumi.RunError, match=r"strategy\.yaml: .*No such file"):
        handlers_archive()

    (tmp_path / "strategy.yaml").write_bytes(b"name: \xff\n")
    with pytest.raises(pulumi.RunError, match=r"strategy\.yaml: .*utf-8"):
        handlers_archive()


def test_a_packaged_file_that_somebody_spoilt_is_refused_at_start(tmp_path: Path) -> None:
    spoilt = tmp_path / "strategy.json"
    spoilt.write_text('{"name": "mine"}', encoding="utf-8")

    with pytest.raises(BrokenStrategy, match=r"strategy\.json: thresholds is missing; rules is missing"):
        read_packaged(str(spoilt))
