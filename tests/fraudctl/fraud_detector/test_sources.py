"""Sources are read as a whole: whatever is wrong is said with file, line and rule, and the rest goes on."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from fraudctl.errors import CommandError
from fraudctl.fraud_detector.detector import Detector, Origin
from fraudctl.fraud_detector.importing import read_source
from fraudctl.fraud_detector.source.found import detector_of
from fraudctl.fraud_detector.source.located import Unreadable, read_json, read_yaml

HERE = Path(__file__).parent
EXPORTED, TEMPLATE = HERE / "exported", HERE / "logins.yaml"


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXPORTED, tmp_path / "exported"))


def change(file: Path, member: str, make: Any) -> None:
    value = json.loads(file.read_text())
    value[member] = make(value[member])
    file.write_text(json.dumps(value, indent=4))


def read(source: Path, wanted: str | None = None) -> tuple[Detector, list[str]]:
    found = read_source(source)
    return detector_of(found, wanted), [str(each) for each in found.problems]


def test_a_folder_of_dumps_is_read() -> None:
    detector, problems = read(EXPORTED)
    assert problems == []
    assert (detector.id, detector.version, detector.status, detector.first_matched) == (
        "shop_payments",
        "2",
        "ACTIVE",
        True,
    )
    assert (len(detector.rules), detector.rules[0].id, detector.rules[-1].id) == (
        20,
        "trusted-customer",
        "default-approve",
    )
    assert detector.rules[5].version == "4"
    assert detector.variables["item_count"].default == "1"
    assert {name: len(each.texts) for name, each in detector.lists.items()} == {
        "blocked_emails": 3,
        "blocked_ips": 2,
        "trusted_customers": 3,
    }
    assert detector.label_mapper == {"FRAUD": ("1",), "LEGIT": ("0",)}
    assert (detector.event_type, detector.entity_types, detector.labels) == (
        "shop_payment",
        ("customer",),
        ("0", "1"),
    )


def test_a_rule_knows_its_line() -> None:
    detector, _ = read(EXPORTED)
    for each in detector.rules:
        line = (EXPORTED / each.origin.file).read_text().splitlines()[(each.origin.line or 0) - 1]
        assert json.loads("{" + line.strip().rstrip(",") + "}") == {"expression": each.expression}


def test_a_template_is_read_with_its_references() -> None:
    detector, problems = read(TEMPLATE)
    assert problems == []
    assert (detector.id, detector.status, detector.first_matched) == ("logins", "ACTIVE", False)
    assert [each.outcomes for each in detector.rules] == [("lock_account",), ("challenge", "lock_account"), ("allow",)]
    assert detector.event_variables == ("user_name", "ip_address", "failed_logins")
    assert detector.rules[1].expression.splitlines()[1] == "$failed_logins > 5 and"
    assert detector.rules[1].origin == Origin("logins.yaml", 43)
    assert detector.lists["bad_networks"].elements == (
        ("198.51.100.1", Origin("logins.yaml", 18)),
        ("198.51.100.2", Origin("logins.yaml", 19)),
    )


def test_a_template_in_json_says_the_same(tmp_path: Path) -> None:
    file = tmp_path / "template.json"
    file.write_text(json.dumps(read_yaml(TEMPLATE.read_text(), "").value, indent=1))
    ours, theirs = read(file)[0], read(TEMPLATE)[0]
    assert [(each.id, each.expression, each.outcomes) for each in ours.rules] == [
        (each.id, each.expression, each.outcomes) for each in theirs.rules
    ]
    assert ours.variables == theirs.variables


def test_a_dump_that_is_cut_short_is_named_and_the_rest_goes_on(exported: Path) -> None:
    file = exported / "get-variables.json"
    file.write_text(file.read_text()[:700])
    detector, problems = read(exported)
    assert any(each.startswith("get-variables.json:") and "JSON" in each for each in problems)
    assert len(detector.rules) == 20
    assert detector.variables == {}


@pytest.mark.parametrize("length", [1, 5, 60, 200, 1000])
def test_json_that_is_cut_short_is_never_taken_for_whole(length: int) -> None:
    with pytest.raises(Unreadable):
        read_json((EXPORTED / "get-rules.json").read_text()[:length], "get-rules.json")


def test_an_answer_of_which_the_next_page_is_missing_is_named(exported: Path) -> None:
    file = exported / "get-rules.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "nextToken": "abc"}))
    assert any("is not the last page" in each for each in read(exported)[1])
    (exported / "get-rules-2.json").write_text(json.dumps({"ruleDetails": []}))
    assert not any("is not the last page" in each for each in read(exported)[1])


def test_pages_of_a_list_are_put_together(exported: Path) -> None:
    (exported / "get-list-elements-blocked_ips-2.json").write_text(json.dumps({"elements": ["203.0.113.9"]}))
    assert len(read(exported)[0].lists["blocked_ips"].texts) == 3


def test_of_two_detectors_one_must_be_named(exported: Path) -> None:
    other = {"detectorId": "other", "detectorVersionId": "1", "rules": [], "status": "ACTIVE"}
    (exported / "other.json").write_text(json.dumps(other))
    with pytest.raises(CommandError, match="several detectors, other, shop_payments: say which one by --detector"):
        read(exported)
    assert read(exported, "shop_payments")[0].id == "shop_payments"
    with pytest.raises(CommandError, match="there is no detector third: there are other, shop_payments"):
        read(exported, "third")


def test_a_draft_alone_is_imported_and_said(exported: Path) -> None:
    (exported / "get-detector-version-1.json").unlink()
    file = exported / "get-detector-version.json"
    change(file, "status", lambda _: "DRAFT")
    detector, problems = read(exported)
    assert (detector.version, detector.status) == ("2", "DRAFT")
    assert problems == ["get-detector-version.json:1: no version of shop_payments is active: version 2 is DRAFT"]


def test_the_active_version_goes_before_a_newer_one(exported: Path) -> None:
    change(exported / "get-detector-version.json", "status", lambda _: "DRAFT")
    change(exported / "get-detector-version-1.json", "status", lambda _: "ACTIVE")
    detector, _ = read(exported)
    assert (detector.version, detector.first_matched) == ("1", False)
    assert [(each.id, each.version) for each in detector.rules] == [("large-order", "3")]


def test_rules_without_a_version_are_imported_in_their_newest_ones(exported: Path) -> None:
    for file in exported.glob("get-detector-version*.json"):
        file.unlink()
    detector, problems = read(exported)
    assert detector.version is None
    assert {each.id: each.version for each in detector.rules}["large-order"] == "4"
    assert any("the order of its rules and its mode are not known" in each for each in problems)


def test_a_rule_whose_text_is_missing_is_named(exported: Path) -> None:
    change(
        exported / "get-rules.json",
        "ruleDetails",
        lambda rules: [each for each in rules if each["ruleId"] != "capitals"],
    )
    detector, problems = read(exported)
    assert problems == ["get-detector-version.json:1: the text of rule capitals, version 1, was not found"]
    assert len(detector.rules) == 20


def test_members_of_another_form_are_named_and_left_out(exported: Path) -> None:
    change(exported / "get-rules.json", "ruleDetails", lambda rules: [*rules, 5, {"ruleId": "half", "expression": 7}])
    change(exported / "get-variables.json", "variables", lambda known: [*known, {"name": "typeless"}])
    (exported / "notes.json").write_text('{"remark": "mine"}')
    _, problems = read(exported)
    said = "\n".join(problems)
    assert "a member of ruleDetails is no object, and left out" in said
    assert "rule half lacks detectorId, ruleId, ruleVersion or expression, and is left out" in said
    assert "variable typeless lacks its name or its dataType, and is left out" in said
    assert "notes.json:1: is no answer of a get command of the service, and left out" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Resources: {A: {Type: AWS::S3::Bucket}}", "is no template with resources of AWS::FraudDetector::"),
        ("Resources: [", r"template.yaml:1: is no YAML"),
        ("{", "template.yaml:1: is cut short"),
        ("Resources: &a {A: *a}", "is no YAML|nested too deep"),
        ("", "is no template"),
    ],
)
def test_what_is_no_template_is_said(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "template.yaml"
    file.write_text(text)
    with pytest.raises(CommandError, match=said):
        read_source(file)


def test_what_a_template_leaves_to_cloudformation_is_named(tmp_path: Path) -> None:
    file = tmp_path / "template.yaml"
    file.write_text(TEMPLATE.read_text().replace("Expression: $failed_logins == 0", "Expression: !ImportValue Rule"))
    detector, problems = read(file)
    assert len(detector.rules) == 2
    assert problems == [
        "template.yaml:51: Expression cannot be read without CloudFormation",
        "template.yaml:49: rule ordinary lacks RuleId or Expression, and is left out",
    ]


@pytest.mark.parametrize(
    "text", ['{"a": [1, -2.5e3, true, null, "x\\u00e9\\n\\"y"], "b": {}, "c": []}', '"x"', " [ ] "]
)
def test_json_is_read_as_others_read_it(text: str) -> None:
    assert read_json(text, "x").value == json.loads(text)


@pytest.mark.parametrize(
    "text", ['{"a": 1,}', "[1,]", "[1 2]", '{"a" 1}', "{a: 1}", "tru", "[01]", "{} {}", '"a\nb"', "[" * 5000]
)
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_json(text, "x")


def test_a_folder_without_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"has no file of JSON"):
        read_source(tmp_path)
    with pytest.raises(CommandError, match="there is no such file or folder"):
        read_source(tmp_path / "nowhere")
