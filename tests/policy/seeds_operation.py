"""Violations of how often something is tried again, and of how it can be followed."""

from tests.policy.seed import Seed, set_property, within_property

STREAM = "transaction-stream"

OPERATION = [
    Seed(
        policy="functions-have-dead-letters",
        resource="fraud-scorer",
        change=set_property("deadLetterConfig", None),
        says="set dead_letter_config",
    ),
    Seed(
        policy="functions-have-dead-letters",
        resource="decisions-route-may-invoke",
        change=None,
        says="transaction-decision: failed events are lost",
    ),
    *(
        Seed(policy="stream-retries-bounded", resource=STREAM, change=set_property(key, value), says=says)
        for key, value, says in (
            ("maximumRetryAttempts", None, "set maximum_retry_attempts"),
            ("maximumRetryAttempts", -1, "set maximum_retry_attempts"),
            ("maximumRecordAgeInSeconds", -1, "set maximum_record_age_in_seconds"),
            ("bisectBatchOnFunctionError", None, "takes its batch with it"),
            ("functionResponseTypes", [], "are repeated"),
            ("destinationConfig", None, "is given up on is lost"),
        )
    ),
    Seed(
        policy="log-groups-expire",
        resource="fraud-scorer-logs",
        change=set_property("retentionInDays", 0),
        says="never expire",
    ),
    Seed(
        policy="functions-have-log-groups",
        resource="fraud-scorer-logs",
        change=None,
        says="no log group /aws/lambda/fraud-scorer-prod",
    ),
    Seed(
        policy="tracing-on",
        resource="fraud-scorer",
        change=set_property("tracingConfig", {"mode": "PassThrough"}),
        says="function is not traced",
    ),
    Seed(
        policy="tracing-on",
        resource="fraud-detection-api-prod",
        change=set_property("xrayTracingEnabled", None),
        says="stage is not traced",
    ),
    Seed(
        policy="payloads-stay-out-of-logs",
        resource="fraud-detection-api-throttle",
        change=within_property("settings", set_property("dataTraceEnabled", value=True)),
        says="logs payloads",
    ),
    *(
        Seed(policy="asynchronous-invocations-bounded", resource="fraud-scorer-retries", change=change, says=says)
        for change, says in (
            (set_property("maximumRetryAttempts", None), "set maximum_retry_attempts"),
            (set_property("maximumEventAgeInSeconds", None), "set maximum_event_age_in_seconds"),
        )
    ),
]
