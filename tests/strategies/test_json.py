"""A strategy written as JSON is the same as the one written as YAML, however the JSON is laid out."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from fraudctl.strategy.checked import check_file, check_text

PROJECT = Path(__file__).parents[2]
FILES = [PROJECT / "strategies" / "default.yaml", *sorted((PROJECT / "docs" / "examples").glob("*.yaml"))]
LAYOUTS: dict[str, dict[str, Any]] = {
    "one line": {},
    "dense": {"separators": (",", ":")},
    "indented": {"indent": 2},
    "unescaped": {"ensure_ascii": False, "indent": 1},
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_json_is_read_as_the_yaml_that_it_is(file: Path, layout: str) -> None:
    of_yaml = check_file(file).strategy
    written = json.dumps(yaml.safe_load(file.read_text(encoding="utf-8")), **LAYOUTS[layout])

    of_json = check_text(written, "tried.json")

    assert of_json.errors == ()
    assert of_yaml
    assert of_json.strategy
    assert of_json.strategy.digest == of_yaml.digest


CONDITIONS = [
    '"unknown" in lower(merchant)',
    'merchant == "🏪"',
    'merchant == "it\'s"',
    'merchant == "a, weight: 1}"',
    "currency in ('USD', 'EUR') and amount > 5",
    'merchant == "C:\\\\ # a"',
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("when", CONDITIONS)
def test_a_condition_in_json_is_taken_as_it_stands(when: str, layout: str) -> None:
    rules = [{"code": "first", "when": when, "weight": 0.5}, {"when": when, "code": "second", "weight": 0.25}]
    document = {"name": "tried", "thresholds": {"review": 0.8, "decline": 0.95}, "rules": rules}

    checked = check_text(json.dumps(document, **LAYOUTS[layout]), "tried.json")

    assert checked.errors == ()
    assert checked.strategy
    assert [each["when"] for each in checked.strategy.document["rules"]] == [when, when]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_fault_in_json_is_the_only_one_that_is_told(layout: str) -> None:
    rule = {"code": "a", "when": '"a" in lower(mrchant)', "weight": 0.5}
    document = {"name": "tried", "thresholds": {"review": 0.8, "decline": 0.95}, "rules": [rule]}

    (error,) = check_text(json.dumps(document, **LAYOUTS[layout]), "tried.json").errors

    assert "mrchant is not known" in error.message


def test_json_that_is_cut_off_is_told_as_that_and_not_as_a_lack_of_quotes() -> None:
    document = {"rules": [{"code": "a", "when": '"a" in lower(merchant)', "weight": 0.5}], "name": "tried"}

    (error,) = check_text(json.dumps(document)[:-1], "tried.json").errors

    assert error.message.startswith("this is no YAML")
