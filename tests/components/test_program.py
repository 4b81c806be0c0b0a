"""The program as a whole: its tree, order, tags and exports, and two stacks side by side."""

from pathlib import Path

import pytest

from emulator.program.monitor import Resource
from tests.components.stacks import FUNCTIONS, LONGEST_SUFFIX, WITHOUT_QUEUE, DryRunStack, arn, queue_of

PHYSICAL_NAMES = ("name", "layerName")

TAGGED = {
    "aws:apigateway/restApi:RestApi",
    "aws:apigateway/stage:Stage",
    "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    "aws:cloudwatch/eventRule:EventRule",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    "aws:dynamodb/table:Table",
    "aws:iam/policy:Policy",
    "aws:iam/role:Role",
    "aws:kms/key:Key",
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    "aws:lambda/function:Function",
    "aws:sns/topic:Topic",
    "aws:sqs/queue:Queue",
}
UNTAGGABLE = {
    "aws:apigateway/deployment:Deployment",
    "aws:apigateway/integration:Integration",
    "aws:apigateway/integrationResponse:IntegrationResponse",
    "aws:apigateway/method:Method",
    "aws:apigateway/methodResponse:MethodResponse",
    "aws:apigateway/methodSettings:MethodSettings",
    "aws:apigateway/model:Model",
    "aws:apigateway/requestValidator:RequestValidator",
    "aws:apigateway/resource:Resource",
    "aws:apigateway/response:Response",
    "aws:cloudwatch/dashboard:Dashboard",
    "aws:cloudwatch/eventTarget:EventTarget",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:kms/alias:Alias",
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    "aws:lambda/layerVersion:LayerVersion",
    "aws:lambda/permission:Permission",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:sns/topicSubscription:TopicSubscription",
    "aws:sqs/queuePolicy:QueuePolicy",
}


def test_everything_that_takes_tags_says_which_stack_it_is_of(stack: DryRunStack, suffix: str) -> None:
    for resource in stack.made:
        if resource.type in TAGGED:
            own = {"Audience": "programs"} if resource.name == "fraud-events" else {}
            assert resource.inputs["tags"] == {"Environment": suffix, **own}, resource.name
        else:
            assert resource.type in UNTAGGABLE
            assert "tags" not in resource.inputs
    assert {resource.type for resource in stack.made} >= TAGGED - {"aws:kms/key:Key"}


def test_the_exports_are_what_the_command_line_and_the_user_need(stack: DryRunStack, suffix: str) -> None:
    queue = "https://sqs.us-east-1.amazonaws.com/123456789012/{}-dlq-" + suffix

    assert stack.run.exports == {
        "api_endpoint": "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/transactions",
        "transactions_table_name": f"transactions-{suffix}",
        "fraud_scores_table_name": f"fraud-scores-{suffix}",
        "fraud_profiles_table_name": f"fraud-profiles-{suffix}",
        "fraud_alerts_topic_arn": arn("sns", f"fraud-alerts-{suffix}"),
        "operations_topic_arn": arn("sns", f"fraud-operations-{suffix}"),
        "dashboard_url": "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1"
        f"#dashboards/dashboard/fraud-detection-{suffix}",
        "alert_threshold": "0.8",
        "decisions_endpoint": "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/decisions",
        "fraud_decisions_table_name": f"fraud-decisions-{suffix}",
        "fraud_strategies_table_name": f"fraud-strategies-{suffix}",
        "strategies_policy_arn": arn("iam", f"policy/fraud-strategies-operator-{suffix}", region=""),
        "decide_policy_arn": arn("iam", f"policy/fraud-decide-client-{suffix}", region=""),
        "decision_function_name": f"transaction-decision-{suffix}",
        "reviews_endpoint": "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/reviews",
        "read_policy_arn": arn("iam", f"policy/fraud-read-client-{suffix}", region=""),
        "fraud_reviews_table_name": f"fraud-reviews-{suffix}",
        "fraud_events_topic_arn": arn("sns", f"fraud-events-{suffix}"),
        "webhook_queue_urls": "{}",
        "queries_function_name": f"fraud-queries-{suffix}",
        "labels_endpoint": "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/labels",
        "fraud_labels_table_name": f"fraud-labels-{suffix}",
        "feedback_policy_arn": arn("iam", f"policy/fraud-feedback-client-{suffix}", region=""),
        "feedback_function_name": f"fraud-feedback-{suffix}",
        "feedback_queue_url": queue.format("fraud-feedback"),
        "client_policy_arn": arn("iam", f"policy/fraud-detection-client-{suffix}", region=""),
        "export_policy_arn": arn("iam", f"policy/fraud-exporter-{suffix}", region=""),
        "profiles_policy_arn": arn("iam", f"policy/fraud-profiles-operator-{suffix}", region=""),
        "erasure_policy_arn": arn("iam", f"policy/fraud-erasure-officer-{suffix}", region=""),
        "ingestion_function_name": f"transaction-ingestion-{suffix}",
        "processing_function_name": f"transaction-processor-{suffix}",
        "scoring_function_name": f"fraud-scorer-{suffix}",
        "ingestion_queue_url": queue.format("transaction-ingestion"),
        "processing_queue_url": queue.format("transaction-processor"),
        "scoring_queue_url": queue.format("fraud-scorer"),
    }


def test_every_resource_belongs_to_a_component_of_the_project(stack: DryRunStack) -> None:
    assert not [resource.name for resource in stack.made if not resource.component]
    tree = {each.name: each.component for each in stack.components}
    assert tree.pop("fraud-detection", "") == "", "the key, where there is one"
    assert tree == {
        "transactions": "",
        "fraud-scores": "",
        "fraud-profiles": "",
        "fraud-labels": "",
        "fraud-decisions": "",
        "fraud-strategies": "",
        "fraud-reviews": "",
        "fraud-alerts": "",
        "fraud-events": "",
        "fraud-detection-packages": "",
        "scoring": "",
        "processing": "",
        "feedback": "",
        "ingestion": "",
        "decisions": "",
        "queries": "",
        "fraud-queries": "queries",
        "fraud-reviews-schedule": "feedback",
        "profile-operators": "",
        "exporters": "",
        "strategy-operators": "",
        "erasure-officers": "",
        "monitoring": "",
        "fraud-scorer": "scoring",
        "transaction-processor": "processing",
        "transaction-ingestion": "ingestion",
        "fraud-detection-api": "ingestion",
        "fraud-operations": "monitoring",
        "transactions-route": "fraud-detection-api",
        "batch-route": "fraud-detection-api",
        "transactions-route-others": "transactions-route",
        "batch-route-others": "batch-route",
        "fraud-detection-api-root": "fraud-detection-api",
        "fraud-detection-api-unknown": "fraud-detection-api",
        "fraud-feedback": "feedback",
        "fraud-feedback-dlq": "fraud-feedback",
        "transaction-decision": "decisions",
        "decisions-route": "fraud-detection-api",
        "decisions-route-others": "decisions-route",
        "transaction-route": "fraud-detection-api",
        "transaction-route-others": "transaction-route",
        "reviews-route": "fraud-detection-api",
        "reviews-route-others": "reviews-route",
        "alerts-route": "fraud-detection-api",
        "alerts-route-others": "alerts-route",
        "entities-route": "fraud-detection-api",
        "entities-route-others": "entities-route",
        "labels-route": "fraud-detection-api",
        "labels-route-others": "labels-route",
        "fraud-scorer-dlq": "fraud-scorer",
        "transaction-processor-dlq": "transaction-processor",
        "transaction-ingestion-dlq": "transaction-ingestion",
    }
    assert all(each.type.startswith("fraud:index:") for each in stack.components)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_finds_its_rights_and_its_log_group_when_it_is_made(stack: DryRunStack, function: str) -> None:
    before = stack.before(stack.one("lambda/function:Function", function))

    queue = set() if function in WITHOUT_QUEUE else {queue_of(function)}
    assert {f"{function}-policy", f"{function}-logs", *queue} <= before


def test_the_stream_is_followed_only_when_the_processor_may_read_it(stack: DryRunStack) -> None:
    before = stack.before(stack.one("lambda/eventSourceMapping:EventSourceMapping"))

    assert {"transaction-processor-policy", "transaction-processor", "transactions"} <= before


def physical_names(stack: DryRunStack) -> set[tuple[str, str]]:
    """Return the physical names that must be unique in an account and region, with their types."""
    return {
        (resource.type, resource.inputs[key])
        for resource in stack.made
        for key in PHYSICAL_NAMES
        if key in resource.inputs and not within_the_api(resource)
    }


def within_the_api(resource: Resource) -> bool:
    return "restApi" in resource.inputs


def test_stacks_of_another_suffix_share_no_name(dev: DryRunStack, longest: DryRunStack) -> None:
    assert not physical_names(dev) & physical_names(longest)
    assert {kind for kind, _ in physical_names(dev)} == {kind for kind, _ in physical_names(longest)}
    assert all(name.endswith("-dev") for _, name in physical_names(dev))
    assert all(name.endswith(f"-{LONGEST_SUFFIX}") for _, name in physical_names(longest))


def test_no_name_is_longer_than_aws_allows_with_the_longest_suffix(longest: DryRunStack) -> None:
    assert len(LONGEST_SUFFIX) == 20
    assert max(len(name) for kind, name in physical_names(longest) if kind != "aws:cloudwatch/logGroup:LogGroup") <= 64


def test_a_preview_knows_every_resource_although_aws_has_chosen_nothing_yet(
    preview: DryRunStack, prod: DryRunStack
) -> None:
    assert sorted(each.urn for each in preview.run.resources) == sorted(each.urn for each in prod.run.resources)
    assert set(preview.run.exports) <= set(prod.run.exports)
    for resource in preview.made:
        assert set(resource.inputs) <= set(prod.one(resource.type.removeprefix("aws:"), resource.name).inputs)
    assert {each.name for each in preview.made if each.protect} == {each.name for each in prod.made if each.protect}


def test_the_program_asks_nobody_where_it_runs() -> None:
    root = Path(__file__).parents[2]
    sources = [root / "__main__.py", *(root / "components").rglob("*.py"), *(root / "handlers").rglob("*.py")]

    words = (
        "ministack",
        "localhost",
        "endpoint_url",
        "AWS_ENDPOINT_URL",
        "is_local",
        "import fraudctl",
        "from fraudctl",
    )
    for source in sources:
        text = source.read_text(encoding="utf-8")
        assert not [word for word in words if word in text], source
