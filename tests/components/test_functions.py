"""The functions, their logs, their alarms and the edges between them, value by value."""

import json

import pytest

from tests.components.stacks import FALLBACKS, FUNCTIONS, KEY, WITHOUT_QUEUE, DryRunStack, arn, queue_of, without_tags

ENCRYPTED = {"dev": {}, "prod": {"kmsKeyId": KEY}}

FUNCTION = "lambda/function:Function"

SIZES = {
    "transaction-ingestion": {"memorySize": 256, "timeout": 30, "handler": "handlers.ingestion.handler"},
    "transaction-processor": {"memorySize": 512, "timeout": 60, "handler": "handlers.processing.handler"},
    "fraud-scorer": {"memorySize": 1024, "timeout": 120, "handler": "handlers.scoring.handler"},
    "fraud-feedback": {"memorySize": 256, "timeout": 10, "handler": "handlers.feedback.handler"},
    "transaction-decision": {"memorySize": 1024, "timeout": 10, "handler": "handlers.decisions.handler"},
    "fraud-queries": {"memorySize": 1024, "timeout": 10, "handler": "handlers.queries.handler"},
}
CONCURRENCY = {"dev": {}, "prod": {"transaction-processor": 100, "fraud-scorer": 50}}
"""Reserved executions by stack and function; -1 for the others, which is none."""


def variables_of(function: str, suffix: str) -> dict[str, str]:
    told = {"EVENTS_TOPIC_ARN": arn("sns", f"fraud-events-{suffix}"), "EVENT_BUS": ""}
    dashboard = "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard"
    own: dict[str, dict[str, str]] = {
        "transaction-ingestion": {
            "TRANSACTIONS_TABLE": f"transactions-{suffix}",
            "REFUSE_CARD_NUMBERS": "false",
            "TRANSACTION_RETENTION_DAYS": "0",
        },
        "transaction-processor": {"FRAUD_SCORER_FUNCTION": f"fraud-scorer-{suffix}", "SCORE_RETENTION_DAYS": "30"},
        "fraud-scorer": {
            "FRAUD_SCORES_TABLE": f"fraud-scores-{suffix}",
            "SNS_TOPIC_ARN": arn("sns", f"fraud-alerts-{suffix}"),
            "ALERT_THRESHOLD": "0.8",
            "STRATEGY_FILE": "strategies/default.json",
            "SCORE_RETENTION_DAYS": "30",
            "PROFILES_TABLE": f"fraud-profiles-{suffix}",
            "STRATEGIES_TABLE": f"fraud-strategies-{suffix}",
            "PROFILE_RETENTION_DAYS": "400",
            "REVIEWS_TABLE": f"fraud-reviews-{suffix}",
            "REVIEW_HOURS": "24",
            "DASHBOARD_URL": f"{dashboard}/fraud-detection-{suffix}",
            **told,
        },
        "fraud-feedback": {
            "TRANSACTIONS_TABLE": f"transactions-{suffix}",
            "FRAUD_SCORES_TABLE": f"fraud-scores-{suffix}",
            "PROFILES_TABLE": f"fraud-profiles-{suffix}",
            "STRATEGIES_TABLE": f"fraud-strategies-{suffix}",
            "LABELS_TABLE": f"fraud-labels-{suffix}",
            "REVIEWS_TABLE": f"fraud-reviews-{suffix}",
            "REVIEW_EXPIRED_OUTCOME": "approve",
            **told,
            "STRATEGY_FILE": "strategies/default.json",
            "SCORE_RETENTION_DAYS": "30",
        },
        "transaction-decision": {
            "TRANSACTIONS_TABLE": f"transactions-{suffix}",
            "DECISIONS_TABLE": f"fraud-decisions-{suffix}",
            "REVIEWS_TABLE": f"fraud-reviews-{suffix}",
            "FRAUD_SCORES_TABLE": f"fraud-scores-{suffix}",
            "PROFILES_TABLE": f"fraud-profiles-{suffix}",
            "STRATEGIES_TABLE": f"fraud-strategies-{suffix}",
            "ALERT_THRESHOLD": "0.8",
            "STRATEGY_FILE": "strategies/default.json",
            "REFUSE_CARD_NUMBERS": "false",
            "TRANSACTION_RETENTION_DAYS": "0",
            "ANSWER_SECONDS": "3",
        },
        "fraud-queries": {
            "TRANSACTIONS_TABLE": f"transactions-{suffix}",
            "FRAUD_SCORES_TABLE": f"fraud-scores-{suffix}",
            "LABELS_TABLE": f"fraud-labels-{suffix}",
            "REVIEWS_TABLE": f"fraud-reviews-{suffix}",
            "PROFILES_TABLE": f"fraud-profiles-{suffix}",
            "STRATEGIES_TABLE": f"fraud-strategies-{suffix}",
            "STRATEGY_FILE": "strategies/default.json",
            "ALERT_THRESHOLD": "0.8",
            "SCORE_RETENTION_DAYS": "30",
        },
    }
    queue = f"https://sqs.us-east-1.amazonaws.com/123456789012/{queue_of(function)}-{suffix}"
    return {
        **own[function],
        **({} if function in WITHOUT_QUEUE else {"DLQ_URL": queue}),
        "ENVIRONMENT": suffix,
    }


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_as_designed(stack: DryRunStack, suffix: str, function: str) -> None:
    inputs = without_tags(stack.one(FUNCTION, function))
    inputs.pop("code")

    dead_letters = {"deadLetterConfig": {"targetArn": arn("sqs", f"{queue_of(function)}-{suffix}")}}
    assert inputs == {
        **SIZES[function],
        "name": f"{function}-{suffix}",
        "role": arn("iam", f"role/{function}-role-{suffix}", region=""),
        "runtime": "python3.13",
        "architectures": ["arm64"],
        "layers": [arn("lambda", f"layer:fraud-detection-packages-{suffix}:1")],
        "reservedConcurrentExecutions": CONCURRENCY[suffix].get(function, -1),
        "environment": {"variables": variables_of(function, suffix)},
        **({} if function in FALLBACKS or function in WITHOUT_QUEUE else dead_letters),
        "tracingConfig": {"mode": "Active"},
        "loggingConfig": {
            "logFormat": "JSON",
            "logGroup": f"/aws/lambda/{function}-{suffix}",
            "applicationLogLevel": "INFO",
            "systemLogLevel": "WARN",
        },
    }


def test_there_are_six_functions_and_one_layer_for_them(stack: DryRunStack, suffix: str) -> None:
    assert sorted(each.name for each in stack.all(FUNCTION)) == sorted(FUNCTIONS)
    layer = dict(stack.one("lambda/layerVersion:LayerVersion").inputs)
    layer.pop("code")
    assert layer == {
        "layerName": f"fraud-detection-packages-{suffix}",
        "compatibleRuntimes": ["python3.13"],
        "compatibleArchitectures": ["arm64"],
    }


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_logs_into_a_group_of_its_own_that_forgets(stack: DryRunStack, suffix: str, function: str) -> None:
    assert without_tags(stack.one("cloudwatch/logGroup:LogGroup", f"{function}-logs")) == {
        "name": f"/aws/lambda/{function}-{suffix}",
        "retentionInDays": {"dev": 7, "prod": 30}[suffix],
        **ENCRYPTED[suffix],
    }


@pytest.mark.parametrize("function", FUNCTIONS)
def test_more_than_one_error_in_five_minutes_is_an_alarm(stack: DryRunStack, suffix: str, function: str) -> None:
    inputs = without_tags(stack.one("cloudwatch/metricAlarm:MetricAlarm", f"{function}-errors"))
    inputs.pop("alarmDescription")

    assert inputs == {
        "name": f"{function}-errors-{suffix}",
        "namespace": "AWS/Lambda",
        "metricName": "Errors",
        "dimensions": {"FunctionName": f"{function}-{suffix}"},
        "statistic": "Sum",
        "period": 300,
        "evaluationPeriods": 1,
        "comparisonOperator": "GreaterThanThreshold",
        "threshold": 1,
        "treatMissingData": "notBreaching",
        "alarmActions": [arn("sns", f"fraud-operations-{suffix}")],
        "okActions": [arn("sns", f"fraud-operations-{suffix}")],
    }


def test_the_stream_is_followed_from_its_beginning_and_every_failure_has_an_end(
    stack: DryRunStack, suffix: str
) -> None:
    table = arn("dynamodb", f"table/transactions-{suffix}")

    assert without_tags(stack.one("lambda/eventSourceMapping:EventSourceMapping")) == {
        "eventSourceArn": f"{table}/stream/2026-01-01T00:00:00.000",
        "functionName": arn("lambda", f"function:transaction-processor-{suffix}"),
        "startingPosition": "TRIM_HORIZON",
        "batchSize": 100,
        "maximumRetryAttempts": 5,
        "maximumRecordAgeInSeconds": 12 * 3600,
        "bisectBatchOnFunctionError": True,
        "functionResponseTypes": ["ReportBatchItemFailures"],
        "destinationConfig": {
            "onFailure": {"destinationArn": arn("sqs", f"transaction-processor-dlq-{suffix}")},
        },
    }


def test_an_invocation_of_the_scorer_is_tried_again_twice(stack: DryRunStack, suffix: str) -> None:
    assert dict(
        stack.one("lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "fraud-scorer-retries").inputs
    ) == {
        "functionName": f"fraud-scorer-{suffix}",
        "maximumRetryAttempts": 2,
        "maximumEventAgeInSeconds": 6 * 3600,
    }


def test_feedback_is_invoked_every_minute_and_a_run_that_fails_is_tried_again_twice(
    stack: DryRunStack, suffix: str
) -> None:
    rule = stack.one("cloudwatch/eventRule:EventRule")
    target = stack.one("cloudwatch/eventTarget:EventTarget").inputs
    allowed = stack.one("lambda/permission:Permission", "fraud-reviews-schedule-may-invoke").inputs
    retries = stack.one("lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "fraud-reviews-schedule-retries")

    assert (rule.inputs["name"], rule.inputs["scheduleExpression"]) == (
        f"fraud-reviews-schedule-{suffix}",
        "rate(1 minute)",
    )
    assert (target["rule"], target["arn"]) == (rule.inputs["name"], arn("lambda", f"function:fraud-feedback-{suffix}"))
    assert json.loads(target["input"]) == {"schedule": "reviews"}
    assert target["retryPolicy"] == {"maximumEventAgeInSeconds": 60, "maximumRetryAttempts": 0}
    assert (allowed["principal"], allowed["sourceArn"]) == (
        "events.amazonaws.com",
        arn("events", f"rule/fraud-reviews-schedule-{suffix}"),
    )
    assert allowed["function"] == f"fraud-feedback-{suffix}"
    assert dict(retries.inputs) == {
        "functionName": f"fraud-feedback-{suffix}",
        "maximumRetryAttempts": 2,
        "maximumEventAgeInSeconds": 300,
    }
    assert "fraud-reviews-schedule-may-invoke" in stack.before(stack.one("cloudwatch/eventTarget:EventTarget"))


@pytest.mark.parametrize(
    ("function", "variable", "expected"),
    [
        ("transaction-ingestion", "REFUSE_CARD_NUMBERS", "true"),
        ("transaction-decision", "REFUSE_CARD_NUMBERS", "true"),
        ("transaction-ingestion", "TRANSACTION_RETENTION_DAYS", "365"),
        ("transaction-decision", "TRANSACTION_RETENTION_DAYS", "365"),
        ("transaction-decision", "ALERT_THRESHOLD", "0.95"),
        ("transaction-decision", "ANSWER_SECONDS", "9"),
        ("fraud-scorer", "ALERT_THRESHOLD", "0.95"),
        ("fraud-scorer", "SCORE_RETENTION_DAYS", "90"),
        ("transaction-processor", "SCORE_RETENTION_DAYS", "90"),
        ("fraud-scorer", "PROFILE_RETENTION_DAYS", "800"),
        ("fraud-queries", "SCORE_RETENTION_DAYS", "90"),
        ("fraud-queries", "ALERT_THRESHOLD", "0.95"),
        ("fraud-scorer", "REVIEW_HOURS", "48"),
        ("fraud-feedback", "REVIEW_EXPIRED_OUTCOME", "decline"),
        ("fraud-scorer", "EVENT_BUS", "arn:aws:events:us-east-1:123456789012:event-bus/shop"),
        ("fraud-feedback", "EVENT_BUS", "arn:aws:events:us-east-1:123456789012:event-bus/shop"),
    ],
)
def test_what_config_changes_reaches_the_function(
    configured: DryRunStack, function: str, variable: str, expected: str
) -> None:
    assert configured.one(FUNCTION, function).inputs["environment"]["variables"][variable] == expected


def test_the_longest_answer_that_config_allows_ends_before_the_functions_timeout(configured: DryRunStack) -> None:
    inputs = configured.one(FUNCTION, "transaction-decision").inputs

    assert int(inputs["environment"]["variables"]["ANSWER_SECONDS"]) < inputs["timeout"]


def test_decision_may_send_to_ingestions_queue_and_nothing_invokes_it_asynchronously(
    stack: DryRunStack, suffix: str
) -> None:
    decision = arn("lambda", f"function:transaction-decision-{suffix}")

    assert "deadLetterConfig" not in stack.one(FUNCTION, "transaction-decision").inputs
    policies = [
        each.inputs["policy"]
        for kind in ("rolePolicy:RolePolicy", "policy:Policy")
        for each in stack.all(f"iam/{kind}")
    ]
    assert not [text for text in policies if decision in text]
