"""A stack's configuration, read once, typed and checked; nothing else reads config."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Self

import pulumi

from components.settings.parsers import (
    BOOLEAN,
    CONCURRENCY,
    LARGEST,
    Value,
    emails,
    matching_text,
    one_of,
    parse_whole_number,
    provisioned_within,
    share,
)
from components.settings.retention import (
    LEAST_PROFILE_RETENTION,
    LEAST_SCORE_RETENTION,
    LOG_RETENTION,
    MOST_DAYS,
    kept_as_long_as_scores,
)
from components.settings.unknown_keys import refuse_unknown
from components.settings.webhooks import WEBHOOKS_RULE, WebhookEndpoint, webhooks

BOUNDARY = r"|arn:aws[a-z-]*:iam::(\d{12}|aws):policy/[\w+=,.@/-]+"
EVENT_BUS = r"|arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus/[\w./-]+"
MAY_HOLD_SECRETS = frozenset({"webhooks"})
"""Keys whose value no error repeats: it would stand in the log of whatever deploys."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every value that tells one stack from another; `Pulumi.yaml` describes each and holds its default."""

    suffix: str
    alert_threshold: Decimal
    alert_emails: tuple[str, ...]
    transaction_retention_days: int
    score_retention_days: int
    profile_retention_days: int
    log_retention_days: int
    processor_concurrency: int
    scorer_concurrency: int
    decision_concurrency: int
    decision_provisioned_concurrency: int
    decision_answer_seconds: int
    throttle_rate: int
    throttle_burst: int
    review_hours: int
    review_expired_outcome: str
    webhooks: tuple[WebhookEndpoint, ...]
    event_bus: str
    authorization: str
    permissions_boundary: str
    refuse_card_numbers: bool
    fraud_detector_api: bool
    protect_data: bool
    customer_managed_key: bool
    require_tls: bool
    operations_emails: tuple[str, ...]
    alarm_error_percent: int
    alarm_lag_seconds: int
    alarm_latency_milliseconds: int
    alarm_score_drift: Decimal
    runbook: str
    access_logs: bool
    vendor_python: str
    vendor_platform: str

    @classmethod
    def load(cls, config: pulumi.Config) -> Self:
        """Return the settings of the current stack.

        Raises:
            pulumi.RunError: a value is missing or breaks its rule, or a key is unknown; one line says which and why.
        """
        refuse_unknown(config.name, {_key(field.name) for field in fields(cls)})
        read = _Reader(config)
        reserved = read("decisionConcurrency", *CONCURRENCY)
        scores_kept = read(
            "scoreRetentionDays",
            parse_whole_number(LEAST_SCORE_RETENTION, MOST_DAYS),
            f"a whole number from {LEAST_SCORE_RETENTION} to {MOST_DAYS}, "
            "as long as a transaction can wait to be scored again",
        )
        rate = read("throttleRate", parse_whole_number(1, LARGEST), "a whole number of at least 1")
        return cls(
            suffix=read(
                "suffix", matching_text(r"[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?"), "1 to 20 of a-z, 0-9 and inner -"
            ),
            alert_threshold=read("alertThreshold", share, "a number from 0 to 1"),
            alert_emails=read("alertEmails", emails, "a list of e-mail addresses, each once"),
            transaction_retention_days=read("transactionRetentionDays", *kept_as_long_as_scores(scores_kept)),
            score_retention_days=scores_kept,
            profile_retention_days=read(
                "profileRetentionDays",
                parse_whole_number(LEAST_PROFILE_RETENTION, MOST_DAYS),
                f"a whole number from {LEAST_PROFILE_RETENTION} to {MOST_DAYS}, "
                "as long as a profile's windows reach back",
            ),
            log_retention_days=read("logRetentionDays", one_of(*LOG_RETENTION, kind=int), f"one of {LOG_RETENTION}"),
            processor_concurrency=read("processorConcurrency", *CONCURRENCY),
            scorer_concurrency=read("scorerConcurrency", *CONCURRENCY),
            decision_concurrency=reserved,
            decision_provisioned_concurrency=read("decisionProvisionedConcurrency", *provisioned_within(reserved)),
            decision_answer_seconds=read(
                "decisionAnswerSeconds", parse_whole_number(3, 9), "a whole number from 3 to 9"
            ),
            throttle_rate=rate,
            throttle_burst=read(
                "throttleBurst", parse_whole_number(rate, LARGEST), f"a whole number of at least throttleRate ({rate})"
            ),
            review_hours=read("reviewHours", parse_whole_number(1, 720), "a whole number from 1 to 720"),
            review_expired_outcome=read(
                "reviewExpiredOutcome", one_of("approve", "decline", kind=str), "approve or decline"
            ),
            webhooks=read("webhooks", webhooks, WEBHOOKS_RULE),
            event_bus=read("eventBus", matching_text(EVENT_BUS), "the ARN of an event bus, or empty"),
            authorization=read("authorization", one_of("AWS_IAM", "NONE", kind=str), "AWS_IAM or NONE"),
            permissions_boundary=read(
                "permissionsBoundary", matching_text(BOUNDARY), "the ARN of an IAM policy, or empty"
            ),
            refuse_card_numbers=read("refuseCardNumbers", *BOOLEAN),
            fraud_detector_api=read("fraudDetectorApi", *BOOLEAN),
            protect_data=read("protectData", *BOOLEAN),
            customer_managed_key=read("customerManagedKey", *BOOLEAN),
            require_tls=read("requireTls", *BOOLEAN),
            operations_emails=read("operationsEmails", emails, "a list of e-mail addresses, each once"),
            alarm_error_percent=read("alarmErrorPercent", parse_whole_number(0, 99), "a whole number from 0 to 99"),
            alarm_lag_seconds=read("alarmLagSeconds", parse_whole_number(1, 86_400), "a whole number from 1 to 86400"),
            alarm_latency_milliseconds=read(
                "alarmLatencyMilliseconds", parse_whole_number(1, 29_000), "a whole number from 1 to 29000"
            ),
            alarm_score_drift=read("alarmScoreDrift", share, "a number from 0 to 1"),
            runbook=read("runbook", matching_text(r"[!-~]{1,512}"), "a path or URL without spaces"),
            access_logs=read("accessLogs", *BOOLEAN),
            vendor_python=read("vendorPython", matching_text(r"3\.\d+"), "a Python version such as 3.13"),
            vendor_platform=read(
                "vendorPlatform", matching_text(r"[a-z0-9_-]+"), "a platform such as aarch64-manylinux_2_28"
            ),
        )


def _key(field: str) -> str:
    """Return the configuration key of a field: protectData for protect_data."""
    first, *rest = field.split("_")
    return first + "".join(map(str.capitalize, rest))


class _Reader:
    """Reads and parses one key at a time; a `pulumi.RunError` says which value breaks which rule."""

    def __init__(self, config: pulumi.Config) -> None:
        self._config = config

    def __call__(self, key: str, parse: Callable[[str], Value], rule: str) -> Value:
        name = f"{self._config.name}:{key}"
        text = self._config.get(key)
        if text is None:
            raise pulumi.RunError(f"{name} is missing: it must be {rule}")
        try:
            return parse(text)
        except (ValueError, KeyError, InvalidOperation):
            wrong = "is none of what it may be" if key in MAY_HOLD_SECRETS else f"is {text!r}"
            raise pulumi.RunError(f"{name} {wrong}: it must be {rule}") from None
