"""Whatever is wrong with what was exported is named with file, line and rule, and all the rest is imported."""

import json
import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from fraudctl.errors import CommandError
from fraudctl.fraud_detector.importing import import_detector, read_source
from fraudctl.fraud_detector.output.facts import facts_of
from fraudctl.fraud_detector.output.folder import files_of
from tests.documents.pages import PROJECT

ACCOUNT = PROJECT / "samples" / "fraud-detector" / "exported"
RULES, VERSION = "get-rules-card_payments.json", "get-detector-version-card_payments.json"
REGISTRATION_RULES = "get-rules-sample_detector.json"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ACCOUNT, tmp_path / "account"))


def facts(source: Path, detector: str = "card_payments") -> dict[str, Any]:
    """Return what an import says, all of whose files can be written."""
    imported = import_detector(read_source(source), detector=detector, meaning={})
    files_of(imported)
    return facts_of(imported)


def problems(source: Path, detector: str = "card_payments") -> list[str]:
    return [f"{each['file']}:{each['line']}: {each['problem']}" for each in facts(source, detector)["problems"]]


def rewrite(file: Path, change: Callable[[Any], object]) -> None:
    """Change the value of a file, whose lines stay what they were before the change."""
    value = json.loads(file.read_text())
    change(value)
    file.write_text(json.dumps(value, indent=4) + "\n")


def line_of(file: Path, text: str) -> int:
    return next(n for n, line in enumerate(file.read_text().splitlines(), 1) if text in line)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.99])
@pytest.mark.parametrize("name", [each.name for each in sorted(ACCOUNT.iterdir())])
def test_any_dump_that_is_cut_short_is_named_at_its_last_line(name: str, share: float, source: Path) -> None:
    file = source / name
    text = file.read_text().rstrip()
    file.write_text(text[: int(len(text) * share)])
    line = file.read_text().count("\n") + 1
    if name == RULES:  # a detector without rules is one, of which each rule's text is missing
        assert facts(source)["counts"] == {"exact": 0, "assumed": 0, "refused": 20}
    assert any(each.startswith(f"{name}:{line}: is ") and "JSON" in each for each in problems(source))


def test_rules_cut_at_a_page_of_one_of_two_detectors_are_named_though_the_other_s_are_whole(source: Path) -> None:
    rewrite(source / RULES, lambda value: value.update(nextToken="more"))
    line = line_of(source / RULES, "nextToken")
    assert problems(source) == [f"{RULES}:{line}: is not the last page: ask again with --next-token for the others"]
    (source / "get-rules-card_payments-2.json").write_text('{"ruleDetails": []}')
    assert problems(source) == []


@pytest.mark.parametrize(
    ("file", "path", "value", "said"),
    [
        (RULES, ("ruleDetails", 3, "expression"), 5, "expression is no text"),
        (RULES, ("ruleDetails", 3, "outcomes", 0), None, "a member of outcomes is no text"),
        (RULES, ("ruleDetails", 3, "outcomes"), "block", "outcomes is no list"),
        (VERSION, ("rules", 2), "certain", "a member of rules is no object"),
        (VERSION, ("rules", 2, "ruleVersion"), 1, "ruleVersion is no text"),
        (VERSION, ("modelVersions", 0, "modelType"), [], "modelType is no text"),
        ("get-variables.json", ("variables", 10, "defaultValue"), 0, "defaultValue is no text"),
        ("get-variables.json", ("variables", 10, "dataSource"), {}, "has no dataSource that can be read"),
        ("get-event-types.json", ("eventTypes", 0, "entityTypes", 0), 7, "a member of entityTypes is no text"),
        ("get-outcomes.json", ("outcomes", 1, "name"), True, "an outcome lacks its name"),
        ("get-lists-metadata.json", ("lists", 1, "name"), 1, "a list lacks its name"),
        ("get-list-elements-blocked_ips.json", ("elements", 1), 3.5, "a member of elements is no text"),
        ("get-list-elements-blocked_ips.json", ("elements",), {}, "elements is no list"),
        (
            "get-model-version-card_payments_model.json",
            ("trainingDataSchema", "labelSchema", "labelMapper", "FRAUD"),
            "1",
            "FRAUD is no list",
        ),
    ],
)
def test_a_value_of_another_form_is_named_at_its_line_and_never_guessed(
    source: Path, file: str, path: tuple[str | int, ...], value: object, said: str
) -> None:
    whole = facts(source)["counts"]

    def change(within: Any) -> None:
        for each in path[:-1]:
            within = within[each]
        within[path[-1]] = value

    rewrite(source / file, change)
    named = [each for each in problems(source) if said in each]
    assert named
    assert all(each.startswith(f"{file}:") and not each.startswith(f"{file}:None") for each in named)
    counts = facts(source)["counts"]
    assert sum(counts.values()) >= 19, "the other rules are there"
    assert counts["exact"] <= whole["exact"], "none means more exactly for it"


@pytest.mark.parametrize("mode", ["BEST_MATCHED", 1])
def test_a_mode_that_the_service_does_not_have_is_taken_for_none(source: Path, mode: object) -> None:
    rewrite(source / VERSION, lambda value: value.update(ruleExecutionMode=mode))
    assert any(
        each.startswith(f"{VERSION}:1: version 3 of card_payments says no mode") and each.endswith("and is left out")
        for each in problems(source)
    )
    assert facts(source)["version"] is None


def test_of_a_draft_alone_the_newest_is_imported_and_named_with_its_file(source: Path) -> None:
    file = source / "get-detector-version-sample_detector.json"
    rewrite(file, lambda value: value.update(status="DRAFT", detectorVersionId="9"))
    older = json.loads(file.read_text()) | {"detectorVersionId": "10", "ruleExecutionMode": "FIRST_MATCHED"}
    (source / "drafts" / "of-today").mkdir(parents=True)
    (source / "drafts" / "of-today" / "version.json").write_text(json.dumps(older))
    found = facts(source, "sample_detector")
    assert (found["version"], found["status"], found["mode"]) == ("10", "DRAFT", "FIRST_MATCHED")
    said = "drafts/of-today/version.json:1: no version of sample_detector is active: version 10 is DRAFT"
    assert problems(source, "sample_detector") == [said]


def test_a_list_that_is_missing_is_named_with_each_rule_that_asks_for_it(source: Path) -> None:
    for file in ("get-list-elements-blocked_emails.json", "get-lists-metadata.json"):
        (source / file).unlink()
    rules = {each["rule"]: each for each in facts(source)["rules"]}
    assert (rules["blocked-mail"]["status"], rules["trusted-buyer"]["status"]) == ("refused", "exact")
    assert rules["blocked-mail"]["reasons"] == ["column 20: the list @blocked_emails is not among what was exported"]
    assert rules["blocked-mail"]["line"] == line_of(source / RULES, "@blocked_emails")


LONG = " or ".join(f'$customer_name == "{place:03}"' for place in range(147))
HARD = {
    "of 4,096 characters": (f"# {'x' * 4056}\n$order_price > 3 and $order_price < 4", "exact", None),
    "of 4,097 characters": (f"# {'x' * 4057}\n$order_price > 3 and $order_price < 4", "refused", "at most 4,096"),
    "longer than a condition": (LONG, "refused", "its condition is none"),
    "with comments": (
        '# "a" and\r\n$order_price > 3 # 7 or $nobody\r\n#\r\n  and # not this\r\n $customer_name == "# no comment"',
        "exact",
        None,
    ),
    "with a comment alone": ("# $order_price > 3", "refused", "the expression ends here"),
    "of 200 levels": ("!(" * 100 + "$order_price > 3" + ")" * 100, "exact", None),
    "of 201 levels": ("(" * 201 + "$order_price > 3" + ")" * 201, "refused", "more than 200 levels deep"),
    "of 200 levels, with a hole": ("(" * 200 + "$order_price > 3" + ")" * 199, "refused", "where ) is needed"),
    "of several lines": ("$order_price > 3\n and $order_price >> 4", "refused", "line 2, column 20: "),
    "of smart quotes": ("$customer_name == \u201cx\u201d", "refused", "column 19: "),
    "of nothing": ("  \t\n", "refused", "its text is not in what was exported"),
}


@pytest.mark.parametrize(("expression", "status", "said"), HARD.values(), ids=HARD)
def test_a_hard_rule_is_named_with_file_line_and_place_and_the_others_go_on(
    source: Path, expression: str, status: str, said: str | None
) -> None:
    def change(value: Any) -> None:
        rule = next(each for each in value["ruleDetails"] if each["ruleId"] == "example_domain")
        rule["expression"] = expression

    rewrite(source / REGISTRATION_RULES, change)
    found = facts(source, "sample_detector")
    rules = {each["rule"]: each for each in found["rules"]}
    hard = rules.pop("example_domain")
    assert hard["status"] == status, hard["reasons"]
    assert said is None or said in hard["reasons"][0]
    text = (source / REGISTRATION_RULES).read_text().splitlines()[hard["line"] - 1]
    assert (hard["file"], text.strip().startswith('"expression"')) == (REGISTRATION_RULES, True)
    assert [each["status"] for each in rules.values()] == ["exact", "exact", "exact", "refused"]


def test_what_is_no_json_at_all_is_named_and_left(source: Path) -> None:
    (source / "a-log.json").write_text("An error occurred (ThrottlingException)\n")
    (source / "empty.json").write_text("")
    (source / "other.json").write_bytes("{}".encode("utf-16"))
    (source / "list.json").write_text("[1, 2]")
    said = problems(source)
    assert {each.partition(":")[0] for each in said} == {"a-log.json", "empty.json", "other.json", "list.json"}
    assert facts(source)["counts"] == {"exact": 3, "assumed": 13, "refused": 4}


def test_random_damage_ends_in_an_import_or_in_a_sentence(source: Path) -> None:
    chance = random.Random(20)  # noqa: S311 -- the same each time
    files = sorted(source.glob("*.json"))
    whole = {file: file.read_bytes() for file in files}
    for _ in range(20):
        file = chance.choice(files)
        damaged = bytearray(whole[file])
        for _ in range(3):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        file.write_bytes(bytes(damaged))
        with suppress(CommandError):
            facts(source, chance.choice(["card_payments", "sample_detector"]))
        file.write_bytes(whole[file])


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("RuleExecutionMode: ALL_MATCHED", "RuleExecutionMode: SOME_MATCHED", "logins says no mode that the service"),
        (
            "        - 198.51.100.1\n",
            "        - [198.51.100.1]\n",
            "an element of bad_networks is no text",
        ),
        ("        - 198.51.100.1\n        - 198.51.100.2\n", "        none\n", "Elements is no list, and left out"),
    ],
)
def test_a_value_of_another_form_in_a_template_is_named_at_its_line(
    written: str, instead: str, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "template.yaml"
    text = (Path(__file__).parent / "logins.yaml").read_text()
    assert written in text
    file.write_text(text.replace(written, instead))
    (problem, *_) = [each for each in problems(file, "logins") if said in each]
    assert problem.startswith(f"template.yaml:{text.count(chr(10), 0, text.index(written)) + 1}:")
