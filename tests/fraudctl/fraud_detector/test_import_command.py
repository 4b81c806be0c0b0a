"""`fraudctl import fraud-detector` writes a valid strategy, with all that is needed to go on; or nothing, and why."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
import typer
from botocore.config import Config
from botocore.stub import Stubber

from fraudctl.commands.imports import fraud_detector
from fraudctl.errors import CommandError
from fraudctl.fraud_detector.importing import import_detector, read_source
from fraudctl.fraud_detector.output import folder
from fraudctl.fraud_detector.output.facts import facts_of
from fraudctl.fraud_detector.output.folder import files_of
from fraudctl.fraud_detector.source.live import read_service
from fraudctl.lists.list_file import ListLine, read_lines
from fraudctl.strategy.checked import check_file
from tests.fraudctl.fraud_detector.test_sources import EXPORTED, TEMPLATE, change

OUTCOMES = ["approve=approve", "block=decline", "verify=review", "notify_team=review"]


def run(source: Path, out: Path, capsys: pytest.CaptureFixture[str], **options: Any) -> dict[str, Any]:
    fraud_detector(source, out=out, as_json=True, **options)
    facts: dict[str, Any] = json.loads(capsys.readouterr().out)
    return facts


def test_an_exported_detector_becomes_a_valid_strategy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "imported"
    facts = run(EXPORTED, out, capsys, outcomes=OUTCOMES)
    assert facts["counts"] == {"exact": 1, "assumed": 15, "refused": 4}
    checked = check_file(out / "strategy.yaml")
    assert checked.strategy, checked.errors
    assert checked.strategy.digest == facts["digest"]
    assert (checked.warnings, checked.strategy.first_only, len(checked.strategy.rules)) == ([], True, 16)
    assert {each.code: each.outcome for each in checked.strategy.rules}["young_account"] == "review"
    assert checked.strategy.rules[0].tags == ("approve",)
    assert json.loads((out / "report.json").read_text()) == facts


def test_each_assumption_and_each_refusal_is_a_comment_of_the_strategy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = run(EXPORTED, tmp_path / "imported", capsys)
    text = (tmp_path / "imported" / "strategy.yaml").read_text()
    comments = " ".join(line.strip(" #") for line in text.splitlines() if line.strip().startswith("#"))
    for rule in facts["rules"]:
        assert f"{rule['rule']}, version {rule['version']}: {rule['status']}" in comments
        assert all(" ".join(each.split()) in comments for each in rule["reasons"])
        if rule["status"] == "refused":
            assert f"| {rule['expression']}" in comments
            assert rule["expression"] in (tmp_path / "imported" / "report.md").read_text()


def test_a_refused_rule_makes_those_after_it_assumed_where_the_first_that_matches_is_the_last(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = run(EXPORTED, tmp_path / "imported", capsys)
    rules = {each["rule"]: each for each in facts["rules"]}
    assert rules["blocked-email"]["status"] == "exact"
    assert rules["large-order"]["after_refused"] == ["high-score", "medium-score"]
    assert rules["large-order"]["reasons"] == ["it comes after high-score and 1 more, which is refused"]
    assert facts["assumed_by_order_alone"] == 8


def test_lists_become_files_that_the_command_for_lists_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = run(EXPORTED, tmp_path / "imported", capsys)
    assert {each["list"]: each["entries"] for each in facts["lists"]} == {
        "blocked_emails": 2,
        "blocked_ips": 2,
        "trusted_customers": 3,
    }
    lines = list(read_lines(tmp_path / "imported" / "lists" / "blocked_emails.csv", datetime(2026, 1, 1, tzinfo=UTC)))
    assert [line for _, line in lines] == [
        ListLine(list="blocked_emails", kind="customer_email", id="fraud@example.net"),
        ListLine(list="blocked_emails", kind="customer_email", id="old friend@example.org"),
    ]
    (problem,) = facts["problems"]
    assert (problem["file"], problem["line"]) == ("get-list-elements-blocked_emails.json", 4)
    assert "has 141 characters: an id has 1 to 128 printable ones" in problem["problem"]


def test_events_are_mapped_onto_payments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(EXPORTED, tmp_path / "imported", capsys)
    mapping = json.loads((tmp_path / "imported" / "mapping.json").read_text())
    assert mapping["columns"]["amount"] == "order_price"
    assert mapping["columns"]["currency"] == "payment_currency"
    assert mapping["columns"]["customer_id"] == "ENTITY_ID"
    assert mapping["columns"]["metadata.is_guest"] == "is_guest"
    assert mapping["variables"]["is_guest"] == {"type": "BOOLEAN", "default": "false"}
    assert mapping["labels"] == {"fraud": ["1"], "legitimate": ["0"]}
    assert mapping["rules"]["young-account"] == "young_account"


def test_outcomes_are_suggested_and_a_person_confirms_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "imported"
    facts = run(EXPORTED, out, capsys)
    assert facts["outcomes"]["verify"] == {"means": "review", "confirmed": False}
    assert all(each.outcome is None for each in check_file(out / "strategy.yaml").strategy.rules)  # type: ignore[union-attr]
    (out / "outcomes.json").write_text(
        json.dumps(json.loads((out / "outcomes.json").read_text()) | {"notify_team": "approve"})
    )
    facts = run(EXPORTED, out, capsys, outcomes=[str(out / "outcomes.json")])
    assert facts["outcomes"]["notify_team"] == {"means": "approve", "confirmed": True}
    strategy = check_file(out / "strategy.yaml").strategy
    assert strategy
    assert {each.code: each.outcome for each in strategy.rules}["not_home"] == "approve"


MODEL = """
name: trained
thresholds: {review: 0.8, decline: 0.95}
entities: {email: metadata.customer_email, card: metadata.card_bin}
timezone: Europe/Berlin
rules:
  - code: sure
    when: model.score > 0.9
    weight: 1
model:
  features: [amount, customer.count_24h]
  base: -2
  calibration: {slope: 1, intercept: 0}
  trees: 'eNpjZGJgY2BgaHBwaHRwYGD45Qxk72dgeGDPwKDgyAAGB4DsBjsQBgC8AgiC'
"""
SCORES = """  trained: {scores_by_false_positives: {'0.5': 0.05, '0.1': 0.31, '0.02': 0.72}}
"""


def test_scores_are_those_of_a_model_that_is_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model, out = tmp_path / "trained.yaml", tmp_path / "imported"
    model.write_text(MODEL + SCORES)
    facts = run(EXPORTED, out, capsys, outcomes=OUTCOMES, model=model)
    assert facts["counts"] == {"exact": 8, "assumed": 10, "refused": 2}
    strategy = check_file(out / "strategy.yaml").strategy
    assert strategy
    assert strategy.model
    assert {each.code: each.when for each in strategy.rules}["high_score"] == "model.score > 0.72"
    assert strategy.timezone == "Europe/Berlin"
    assert strategy.document["entities"] == {
        "email": "metadata.customer_email",
        "card": "metadata.card_bin",
        "customer_ref": "metadata.customer_ref",
        "ip_address": "metadata.ip_address",
    }
    assert (out / "lists" / "blocked_emails.csv").read_text().splitlines()[
        1
    ] == "blocked_emails,email,fraud@example.net"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MODEL, "does not say its model's scores by false positives"),
        (MODEL.partition("model:")[0].replace("model.score", "amount"), "has no model"),
    ],
)
def test_a_model_that_cannot_stand_for_theirs_is_said(tmp_path: Path, text: str, said: str) -> None:
    model = tmp_path / "trained.yaml"
    model.write_text(text)
    with pytest.raises(CommandError, match=said):
        fraud_detector(EXPORTED, out=tmp_path / "imported", model=model)
    assert not (tmp_path / "imported").exists()


def test_a_list_without_elements_is_named_with_the_rule_that_reads_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Path(shutil.copytree(EXPORTED, tmp_path / "source"))
    (source / "get-list-elements-blocked_ips.json").unlink()
    facts = run(source, tmp_path / "imported", capsys)
    rule = next(each for each in facts["rules"] if each["rule"] == "blocked-ip")
    problem = facts["problems"][-1]
    assert (problem["file"], problem["line"]) == (rule["file"], rule["line"])
    assert problem["problem"] == "the elements of the list blocked_ips were not exported: it has no file"
    assert not (tmp_path / "imported" / "lists" / "blocked_ips.csv").exists()
    assert "its elements were not exported" in rule["reasons"][0]


def test_where_all_rules_are_evaluated_an_approval_overrides_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "imported"
    run(TEMPLATE, out, capsys, outcomes=["allow=approve", "challenge=review", "lock_account=decline"])
    strategy = check_file(out / "strategy.yaml").strategy
    assert strategy
    assert not strategy.first_only
    assert [(each.outcome, each.tags) for each in strategy.rules] == [
        ("decline", ("lock_account",)),
        ("decline", ("challenge", "lock_account")),
        (None, ("allow",)),
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("block=refuse", "stands for one of approve"),
        ("blok=decline", "which is no outcome of"),
        ("none.json", "NAME=OUTCOME"),
    ],
)
def test_outcomes_that_mean_nothing_are_refused_and_nothing_is_written(tmp_path: Path, written: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        fraud_detector(EXPORTED, out=tmp_path / "imported", outcomes=[written])
    assert list(tmp_path.iterdir()) == []


def test_another_folder_is_never_written_into(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept")
    with pytest.raises(CommandError, match=r"something else than an earlier import \(mine.txt\)"):
        fraud_detector(EXPORTED, out=tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]


def test_a_disk_that_is_full_leaves_the_earlier_import(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "imported"
    before = run(EXPORTED, out, capsys)["digest"]

    def fill(*_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", fill)
    with pytest.raises(OSError, match="No space left"):
        fraud_detector(EXPORTED, out=out, outcomes=OUTCOMES)
    assert json.loads((out / "report.json").read_text())["digest"] == before


def test_rules_that_are_all_refused_end_with_exit_code_1(tmp_path: Path) -> None:
    source = Path(shutil.copytree(EXPORTED, tmp_path / "source"))
    change(source / "get-rules.json", "ruleDetails", lambda rules: [each | {"expression": "nothing"} for each in rules])
    with pytest.raises(typer.Exit):
        fraud_detector(source, out=tmp_path / "imported")
    assert "rules: []" in (tmp_path / "imported" / "strategy.yaml").read_text()


def test_a_source_is_named_or_the_service_is_asked(tmp_path: Path) -> None:
    for arguments in ({"source": None}, {"source": EXPORTED, "live": True}):
        with pytest.raises(CommandError, match="or ask the service itself by --live"):
            fraud_detector(out=tmp_path / "imported", **arguments)


def test_a_report_at_the_terminal_says_what_is_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fraud_detector(EXPORTED, out=tmp_path / "imported")
    said = " ".join(capsys.readouterr().out.split())
    assert "shop_payments: 1 exact, 15 assumed, 4 refused" in said
    assert "outcomes to confirm: approve as approve, block as decline, verify as review, notify_team as review" in said
    assert "8 rules are assumed only because they come after a refused one" in said


@contextmanager
def service(*answers: tuple[str, dict[str, Any]], error: str | None = None) -> Iterator[Any]:
    client = boto3.client("frauddetector", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as stub:
        for call, answer in answers:
            stub.add_response(call, answer)
        if error:
            stub.add_client_error("get_detectors", error, "no such service")
        yield client


def answer_of(name: str) -> dict[str, Any]:
    def timed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: timed(each) for key, each in value.items()}
        return [timed(each) for each in value] if isinstance(value, list) else value

    found: dict[str, Any] = timed(json.loads((EXPORTED / f"{name}.json").read_text()))
    return found


def test_the_service_itself_says_what_its_dumps_say() -> None:
    answers = [
        ("get_detectors", answer_of("get-detectors")),
        ("describe_detector", answer_of("describe-detector")),
        ("get_detector_version", answer_of("get-detector-version-1")),
        ("get_detector_version", answer_of("get-detector-version")),
        ("get_model_version", answer_of("get-model-version")),
        ("get_rules", {**answer_of("get-rules"), "nextToken": "more"}),
        ("get_rules", {"ruleDetails": []}),
        ("get_variables", answer_of("get-variables")),
        ("get_outcomes", answer_of("get-outcomes")),
        ("get_labels", answer_of("get-labels")),
        ("get_event_types", answer_of("get-event-types")),
        ("get_entity_types", answer_of("get-entity-types")),
        ("get_lists_metadata", answer_of("get-lists-metadata")),
        *(
            ("get_list_elements", answer_of(f"get-list-elements-{each['name']}"))
            for each in answer_of("get-lists-metadata")["lists"]
        ),
    ]
    with service(*answers) as client:
        found = read_service(client, None)
    live = import_detector(found, detector=None, meaning={})
    dumped = import_detector(read_source(EXPORTED), detector=None, meaning={})
    assert live.conversion.strategy.digest == dumped.conversion.strategy.digest
    assert facts_of(live)["counts"] == facts_of(dumped)["counts"]


def test_a_service_that_refuses_or_does_not_answer_is_said_with_what_to_do() -> None:
    with service(error="AccessDeniedException") as client, pytest.raises(CommandError, match="closed to new customers"):
        read_service(client, None)
    nowhere = boto3.client(
        "frauddetector",
        region_name="eu-west-1",
        endpoint_url="http://127.0.0.1:9",
        aws_access_key_id="x",
        aws_secret_access_key="x",
        config=Config(retries={"total_max_attempts": 1}),
    )
    with pytest.raises(CommandError, match=r"does not answer .* import a folder"):
        read_service(nowhere, None)


def test_the_files_of_an_import_are_those_that_a_later_one_replaces() -> None:
    files = files_of(import_detector(read_source(EXPORTED), detector=None, meaning={}))
    assert {each for each in files if "/" not in each} == set(folder.FILES)
    assert all(each.startswith("lists/") for each in files if "/" in each)
