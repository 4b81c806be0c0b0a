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
from tests.components.stacks import dry_run_anew

ERRORS = sorted((Path(__file__).parents[1] / "fraudctl" / "strategy" / "errors").glob("*.yaml"))
"""A file of each kind of error."""

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
        (GOOD.replace("amount >", "amuont >"), "5:11: rule large: amuont is not known; perhaps: amount"),
        (GOOD.replace("0.30000000000000000001", "1.5"), "6:13: rule large: weight must be a number from 0 to 1"),
        (GOOD.replace("0.30000000000000000001", "1e-1"), "6:13: rule large: 1e-1 is a number to some readers of YAML"),
        (GOOD.replace("large", "no"), "4:11: no is true or false to some readers of YAML, a text to others; perhaps: "),
        (GOOD.replace("mine", ""), "1:6: an empty value is nothing"),
        (GOOD + "    code: again\n", "7:5: rule large: code is given twice"),
        (GOOD + "name: other\n", "7:1: name is given twice"),
        (GOOD + "exmples: []\n", "7:1: exmples is no field here; perhaps: examples"),
        (GOOD + "? [a]\n: b\n", "7:3: a key that is a collection is no name of a field"),
        (GOOD + "seed_currencies: &all [USD]\n", "7:18: anchors and aliases are not read"),
        (GOOD + "timezone: !!str UTC\n", "7:11: tags are not read"),
        (GOOD + "rules: [\n", "8:1: this is no YAML"),
        (GOOD.replace("code: large", "[code]: large"), "4:5: a key that is a collection is no name of a field"),
        ("", "1:1: a strategy is a mapping of fields"),
        ("- 1\n", "1:1: a strategy is a mapping of fields"),
        ("\x00", "1:1: this is no YAML"),
    ],
)
def test_a_broken_file_stops_the_program_with_line_rule_and_reason(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(pulumi.RunError) as stopped:
        packaged(tmp_path, text)

    assert f"{tmp_path / 'strategy.yaml'}:{message}" in str(stopped.value)


@pytest.mark.parametrize("file", ERRORS, ids=lambda file: file.stem)
def test_the_program_finds_what_the_command_line_finds(file: Path) -> None:
    with pytest.raises(pulumi.RunError) as stopped:
        packaged_strategy(file)

    said = str(stopped.value).splitlines()
    found = check_file(file).errors
    assert len(said) == len(found)
    for line, error in zip(said, found, strict=True):
        assert line.startswith(f"{file}:{error.line}:{error.column}: ")
        assert error.message in line


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
    with pytest.raises(pulumi.RunError, match=r"strategy\.yaml:1:7: .*UTF-8"):
        handlers_archive()


def test_a_preview_ends_at_a_broken_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "default.yaml"
    before, _, after = STRATEGY.read_text(encoding="utf-8").partition("lower(merchant)")
    broken.write_text(f"{before}lower(mrchant){after}", "utf-8")
    monkeypatch.setattr(code, "STRATEGY", broken)

    place = rf"default\.yaml:{len(before.splitlines())}:\d+"
    with pytest.raises(pulumi.RunError, match=f"{place}: rule suspicious_merchant: mrchant is not known"):
        dry_run_anew("dev", preview=True)


def test_a_packaged_file_that_somebody_spoilt_is_refused_at_start(tmp_path: Path) -> None:
    spoilt = tmp_path / "strategy.json"
    spoilt.write_text('{"name": "mine"}', encoding="utf-8")

    with pytest.raises(BrokenStrategy, match=r"strategy\.json: thresholds is missing; rules is missing"):
        read_packaged(str(spoilt))
