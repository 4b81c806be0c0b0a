"""A program with one resource of every type, deployed on the embedded AWS."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from emulator.clients import Clients
from emulator.deployment import Deployment, deploy
from emulator.emulator import Emulator
from emulator.provisioners.registry import PROVISIONS
from emulator.streams.mapping import StreamMapping

PROJECT = Path(__file__).parent / "every_type"
SUFFIX = "every"


@dataclass(frozen=True)
class ThingAnswer:
    status: int
    body: Any


@pytest.fixture(scope="module")
def every_type(emulator: Emulator) -> Deployment:
    return deploy(emulator, "dev", {"suffix": SUFFIX}, project=PROJECT)


@pytest.fixture(scope="module")
def clients(emulator: Emulator) -> Iterator[Clients]:
    made = Clients(emulator.endpoint, "us-east-1")
    yield made
    made.close()


def post_thing(url: str, body: object) -> ThingAnswer:
    request = urllib.request.Request(  # noqa: S310 - the emulator's own address
        url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - as above
            return ThingAnswer(answer.status, json.load(answer))
    except urllib.error.HTTPError as refusal:
        with refusal:
            return ThingAnswer(refusal.code, json.load(refusal))


def test_every_type_that_local_mode_knows_is_deployed(every_type: Deployment) -> None:
    assert {resource.type for resource in every_type.resources if resource.custom} == set(PROVISIONS)


def test_resources_are_grouped_by_their_component(every_type: Deployment) -> None:
    in_storage = [resource.name for resource in every_type.resources_by_component["storage"]]
    assert sorted(in_storage) == ["queue", "queue-policy", "subscription", "table", "topic", "topic-policy"]


def test_exports_are_plain_values(every_type: Deployment) -> None:
    assert every_type.exports["account"] == every_type.account
    assert every_type.exports["region"] == every_type.region
    assert every_type.exports["password"] == "in clear"


def test_the_stage_can_be_called_and_runs_function_and_layer(every_type: Deployment) -> None:
    answer = post_thing(every_type.exports["things_url"], {"id": 1})
    assert answer.status == 200
    assert answer.body["text"] == "hello"
    assert answer.body["variable"] == "value"


def test_functions_see_neither_the_shells_environment_nor_the_emulators_log_level(every_type: Deployment) -> None:
    answer = post_thing(every_type.exports["things_url"], {"id": 1})
    assert (answer.body["secret"], answer.body["level"]) == (None, None)


def test_the_model_refuses_with_the_gateway_response(every_type: Deployment) -> None:
    assert post_thing(every_type.exports["things_url"], {}) == ThingAnswer(400, {"error": "refused by the model"})


def test_a_mock_integration_answers_what_it_was_given(every_type: Deployment) -> None:
    request = urllib.request.Request(every_type.exports["things_url"], method="GET")  # noqa: S310 - the emulator's own address
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)  # noqa: S310 - as above
    with refused.value as answer:
        assert (answer.code, answer.headers["Allow"], json.load(answer)) == (418, "POST", {"error": "a teapot"})


@pytest.mark.usefixtures("every_type")
def test_the_table_is_as_asked_for(clients: Clients) -> None:
    table = clients.dynamodb.describe_table(TableName=f"table-{SUFFIX}")["Table"]
    assert [(key["AttributeName"], key["KeyType"]) for key in table["KeySchema"]] == [("id", "HASH"), ("at", "RANGE")]
    assert table["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    (index,) = table["GlobalSecondaryIndexes"]
    assert [(key["AttributeName"], key["KeyType"]) for key in index["KeySchema"]] == [
        ("shard", "HASH"),
        ("due", "RANGE"),
    ]
    assert index["Projection"] == {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["note"]}
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["DeletionProtectionEnabled"]
    ttl = clients.dynamodb.describe_time_to_live(TableName=f"table-{SUFFIX}")["TimeToLiveDescription"]
    assert ttl["AttributeName"] == "expiry"


@pytest.mark.usefixtures("every_type")
def test_the_rule_invokes_its_target_with_the_input(clients: Clients) -> None:
    rule = clients.events.describe_rule(Name=f"schedule-{SUFFIX}")
    (target,) = clients.events.list_targets_by_rule(Rule=f"schedule-{SUFFIX}")["Targets"]

    assert (rule["ScheduleExpression"], rule["State"]) == ("rate(1 day)", "ENABLED")
    assert target["Arn"].endswith(f":function-{SUFFIX}")
    assert json.loads(target["Input"]) == {"schedule": "daily"}


@pytest.mark.usefixtures("every_type")
def test_the_function_is_active_and_as_asked_for(clients: Clients) -> None:
    function = clients.lambda_.get_function_configuration(FunctionName=f"function-{SUFFIX}")
    assert function["State"] == "Active"
    assert (function["MemorySize"], function["Timeout"]) == (256, 30)
    assert function["TracingConfig"] == {"Mode": "Active"}
    assert function["DeadLetterConfig"]["TargetArn"].endswith(f":queue-{SUFFIX}")
    reserved = clients.lambda_.get_function_concurrency(FunctionName=f"function-{SUFFIX}")
    assert reserved["ReservedConcurrentExecutions"] == 7
    invocation = clients.lambda_.get_function_event_invoke_config(FunctionName=f"function-{SUFFIX}")
    assert invocation["MaximumRetryAttempts"] == 1


def test_the_alias_is_of_the_published_version_and_the_api_calls_it(every_type: Deployment, clients: Clients) -> None:
    name = f"function-{SUFFIX}"
    alias = clients.lambda_.get_alias(FunctionName=name, Name="live")
    provisioned = clients.lambda_.get_provisioned_concurrency_config(FunctionName=name, Qualifier="live")

    assert alias["FunctionVersion"] == "1"
    assert provisioned["RequestedProvisionedConcurrentExecutions"] == 2
    assert post_thing(every_type.exports["things_url"], {"id": 1}).body["version"] == "1"


@pytest.mark.usefixtures("every_type")
def test_the_queue_has_the_default_tags_and_its_own(clients: Clients) -> None:
    url = clients.sqs.get_queue_url(QueueName=f"queue-{SUFFIX}")["QueueUrl"]
    assert clients.sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"Environment": "dev", "Purpose": "dead letters"}
    attributes = clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert attributes["MessageRetentionPeriod"] == "1209600"


@pytest.mark.usefixtures("every_type")
def test_the_log_group_keeps_its_retention(clients: Clients) -> None:
    groups = clients.logs.describe_log_groups(logGroupNamePrefix=f"/aws/lambda/function-{SUFFIX}")["logGroups"]
    assert [group["retentionInDays"] for group in groups] == [7]


@pytest.mark.usefixtures("every_type")
def test_the_alarm_watches_what_it_was_told_to(clients: Clients) -> None:
    found = clients.cloudwatch.describe_alarms(AlarmNames=[f"alarm-{SUFFIX}"])["MetricAlarms"]
    assert [(alarm["MetricName"], alarm["Threshold"], alarm["TreatMissingData"]) for alarm in found] == [
        ("Errors", 1.0, "notBreaching")
    ]


def test_the_stage_throttles_as_set(every_type: Deployment, clients: Clients) -> None:
    api = next(resource.id for resource in every_type.resources if resource.name == "api")
    settings = clients.apigateway.get_stage(restApiId=api, stageName="prod")["methodSettings"]["*/*"]
    assert (settings["throttlingRateLimit"], settings["throttlingBurstLimit"]) == (1000, 2000)


def test_the_stream_mapping_is_left_to_our_own_poller(every_type: Deployment, clients: Clients) -> None:
    table = next(resource for resource in every_type.resources if resource.name == "table")
    assert every_type.mappings == (
        StreamMapping(
            function_name=f"function-{SUFFIX}",
            stream_arn=table.state["streamArn"],
            batch_size=100,
            maximum_retry_attempts=5,
            maximum_record_age_seconds=3600,
            bisect_on_error=True,
            report_batch_item_failures=True,
            on_failure_queue_arn=f"arn:aws:sqs:us-east-1:{every_type.account}:queue-{SUFFIX}",
            starting_position="TRIM_HORIZON",
            batching_window_seconds=0.0,
        ),
    )
    mappings = clients.lambda_.list_event_source_mappings(FunctionName=f"function-{SUFFIX}")
    assert mappings["EventSourceMappings"] == []


def test_two_suffixes_live_side_by_side(emulator: Emulator, every_type: Deployment) -> None:
    other = deploy(emulator, "dev", {"suffix": "other"}, project=PROJECT)
    for url in (other.exports["things_url"], every_type.exports["things_url"]):
        assert post_thing(url, {"id": 1}).status == 200
