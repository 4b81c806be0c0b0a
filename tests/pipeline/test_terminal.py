"""The terminal shows the health of a running stack, one transaction's timeline, and the logs."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from fraudctl.cli import COMMANDS, command_line
from fraudctl.observe.collect_health import alarm_states
from fraudctl.observe.figures_from_metrics import stages_from_metrics
from fraudctl.stacks.announcement import announced
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.stack_calls import post_transaction

RISKY = {"transaction_id": "terminal-risky", "amount": 20_000, "merchant": "Offshore Ltd"}
PATIENCE = 20.0

NASTY = ["b\\s-1", 'say "x"', "[/nope]", "[abc]", "100%", "-x", "a -b", "?a", "{$.id=1}", "日本42", "é", "___", "x*y"]
FORGED = "Crypto \x1b[2J\nscored 0.0\u202e\u2028[/]"

RunCommand = Callable[..., Result]


@pytest.fixture(scope="module")
def terminal_folder(pipeline: LocalStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield a folder in which `fraudctl` finds the running pipeline."""
    folder = tmp_path_factory.mktemp("terminal")
    with pytest.MonkeyPatch.context() as shell:
        shell.chdir(folder)
        with announced(pipeline.emulator, "dev") as announcement:
            announcement.deployed(pipeline.target)
            yield folder


@pytest.fixture(scope="module")
def fraudctl(terminal_folder: Path) -> RunCommand:
    """Return a function that runs a command as a person types it."""
    assert terminal_folder.exists()
    return lambda *words: CliRunner().invoke(command_line(*COMMANDS), list(words), env={"COLUMNS": "200"})


@pytest.fixture(scope="module")
def story(pipeline: LocalStack, fraudctl: RunCommand) -> dict[str, Any]:
    """Return what `trace` prints of a risky transaction once it is scored."""
    assert post_transaction(pipeline, RISKY).status == 200
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        told = fraudctl("trace", "terminal-risky", "--json")
        found: dict[str, Any] = json.loads(told.stdout)
        if {"scores", "scoring"} <= {event["stage"] for event in found["events"]}:
            return found
        time.sleep(0.1)  # a score cannot be awaited
    pytest.fail("the transaction was not scored")


def test_a_trace_goes_from_the_request_to_the_alert(story: dict[str, Any]) -> None:
    stages = [event["stage"] for event in story["events"]]
    first = {stage: stages.index(stage) for stage in set(stages)}
    assert first["transactions"] < min(first["processing"], first["scores"])  # Processing logs once it has handed over
    assert first["scores"] < first["alerts"]
    assert {"transactions", "ingestion", "processing", "scoring", "scores", "reviews", "alerts"} == set(stages)
    assert story["score"]["fraud_score"] == 0.9


@pytest.mark.usefixtures("story")
def test_a_trace_reads_as_lines_that_end_in_the_score(fraudctl: RunCommand) -> None:
    told = fraudctl("trace", "terminal-risky").stdout
    assert "alert published" in told
    assert "suspicious_merchant" in told
    assert "decided by strategy default, digest" in told
    assert told.rstrip().endswith("scored 0.9, outcome review")


def test_an_unknown_transaction_is_an_error(fraudctl: RunCommand) -> None:
    done = fraudctl("trace", "no-such-transaction")
    assert done.exit_code == 1
    assert "no-such-transaction" in str(done.exception)


@pytest.fixture(scope="module")
def nasty(pipeline: LocalStack) -> list[str]:
    """Return the ids, of all kinds, of stored transactions whose merchant's name is an attack."""
    for identity in NASTY:
        answer = post_transaction(pipeline, {"transaction_id": identity, "amount": 1, "merchant": FORGED})
        assert answer.status == 200, answer.body
    return NASTY


@pytest.mark.parametrize("identity", NASTY)
def test_an_id_is_found_whatever_is_in_it(fraudctl: RunCommand, nasty: list[str], identity: str) -> None:
    assert identity in nasty
    shown = json.loads(fraudctl("show", "--json", "--", identity).stdout)
    told = json.loads(fraudctl("trace", "--json", "--", identity).stdout)

    assert shown["transaction"]["merchant"] == FORGED
    assert {event["line"]["transaction_id"] for event in told["events"] if event["stage"] == "ingestion"} == {identity}


def test_a_merchant_neither_clears_the_screen_nor_forges_a_row(fraudctl: RunCommand, nasty: list[str]) -> None:
    for command in (("show",), ("show", "--json"), ("trace",), ("trace", "-v")):
        output = fraudctl(*command, "--", nasty[0]).stdout
        assert "Crypto" in output
        assert not set(output) & {"\x1b", "\u202e", "\u2028"}
        assert not any(line.startswith("scored 0.0") for line in output.splitlines()[:-1])


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize("name", ["logs", "tail"])
def test_logs_merge_the_functions_by_time_and_leave_out_the_routine(fraudctl: RunCommand, name: str) -> None:
    lines = [json.loads(line) for line in fraudctl(name, "--since", "1h", "--json").stdout.splitlines()]
    stages = {line["stage"] for line in lines} - {"decision", "feedback", "queries"}  # if tests of theirs had the stack
    assert stages == {"ingestion", "processing", "scoring"}
    assert [line["time"] for line in lines] == sorted(line["time"] for line in lines)
    assert not any("RequestId" in line["message"] for line in lines)


@pytest.mark.usefixtures("story")
def test_logs_of_one_function_are_of_that_one(fraudctl: RunCommand) -> None:
    lines = [json.loads(line) for line in fraudctl("logs", "--function", "scoring", "--json").stdout.splitlines()]
    assert {line["stage"] for line in lines} == {"scoring"}
    assert fraudctl("logs", "--function", "nobody").exit_code == 1


@pytest.mark.usefixtures("story")
def test_a_local_status_tells_what_it_can_count_and_what_it_cannot_know(fraudctl: RunCommand) -> None:
    done = fraudctl("status", "--json", "--minutes", "60")
    health = json.loads(done.stdout)
    stages = {stage["name"]: stage for stage in health["stages"]}
    assert stages["ingestion"]["calls_per_minute"] > 0
    assert stages["scoring"]["p99"] > 0
    assert stages["api"]["calls_per_minute"] is None
    assert stages["processing"]["age"] is None
    assert health["stored"] >= health["scored"] >= 1
    assert health["unknown"]
    assert done.exit_code == (0 if health["healthy"] else 1)


def test_on_aws_the_figures_come_from_cloudwatch(pipeline: LocalStack) -> None:
    cloudwatch, now = pipeline.target.client("cloudwatch"), datetime.now(UTC)
    put = (
        ("AWS/ApiGateway", "Count", "ApiName", "fraud-detection-api-pipeline", 300.0),
        ("AWS/ApiGateway", "5XXError", "ApiName", "fraud-detection-api-pipeline", 2.0),
        ("AWS/Lambda", "IteratorAge", "FunctionName", "transaction-processor-pipeline", 4500.0),
    )
    for namespace, metric, dimension, value, number in put:
        datum = {"MetricName": metric, "Value": number, "Timestamp": now}
        datum["Dimensions"] = [{"Name": dimension, "Value": value}]
        cloudwatch.put_metric_data(Namespace=namespace, MetricData=[datum])

    stages = {each.name: each for each in stages_from_metrics(pipeline.target, datetime.now(UTC), 5, {"processing": 7})}

    assert (stages["api"].calls_per_minute, stages["api"].errors) == (60.0, 2)
    assert (stages["processing"].age, stages["processing"].dead_letters) == (4.5, 7)
    assert stages["scoring"].age is None
    assert stages["scoring"].errors == 0


def test_an_alarm_is_told_from_those_of_a_stack_whose_suffix_ends_alike(pipeline: LocalStack) -> None:
    cloudwatch = pipeline.target.client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName="fraud-scorer-errors-other-pipeline",
        Namespace="AWS/Lambda",
        MetricName="Errors",
        Dimensions=[{"Name": "FunctionName", "Value": "fraud-scorer-other-pipeline"}],
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=["arn:aws:sns:us-east-1:000000000000:fraud-operations-other-pipeline"],
    )
    made = {
        resource.id
        for resource in pipeline.deployment.resources
        if resource.type.endswith(("MetricAlarm", "CompositeAlarm"))
    }
    assert {alarm.name for alarm in alarm_states(pipeline.target)} == made
