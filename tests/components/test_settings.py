"""Settings: one reader of config, and one line for each wrong value."""

import dataclasses
import hashlib
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml

from components.compute.code import PROJECT
from components.compute.dead_letter_queue import LONGEST_RETENTION
from components.settings import Settings
from components.settings.retention import LEAST_SCORE_RETENTION
from components.settings.webhooks import WEBHOOKS_RULE, WebhookEndpoint
from fraudctl.recovery.period import MARGIN

BUS = "arn:aws:events:eu-west-1:123456789012:event-bus/shop"
DESCRIBED: dict[str, Any] = yaml.safe_load((PROJECT / "Pulumi.yaml").read_text(encoding="utf-8"))
DEFAULTS = {
    key: spec["default"] if isinstance(spec["default"], str) else json.dumps(spec["default"])
    for key, spec in DESCRIBED["config"].items()
    if "default" in spec
}


def config(values: dict[str, str]) -> pulumi.Config:
    """Return a stack's config that holds these values."""
    pulumi.runtime.set_all_config({f"fraud-detection:{key}": value for key, value in values.items()})
    return pulumi.Config("fraud-detection")


def load(**values: str) -> Settings:
    """Return the settings of these values over the defaults."""
    given = {**DEFAULTS, "suffix": "dev", **values}
    return Settings.load(config(given))


def test_the_defaults_are_the_designs() -> None:
    designed = dict[str, object](
        suffix="dev",
        alert_threshold=Decimal("0.8"),
        alert_emails=(),
        transaction_retention_days=0,
        score_retention_days=30,
        profile_retention_days=400,
        log_retention_days=7,
        processor_concurrency=-1,
        scorer_concurrency=-1,
        decision_concurrency=-1,
        decision_provisioned_concurrency=0,
        decision_answer_seconds=3,
        throttle_rate=1_000,
        throttle_burst=2_000,
        review_hours=24,
        review_expired_outcome="approve",
        webhooks=(),
        event_bus="",
        authorization="AWS_IAM",
        permissions_boundary="",
        refuse_card_numbers=False,
        protect_data=False,
        customer_managed_key=False,
        require_tls=True,
        operations_emails=(),
        alarm_error_percent=1,
        alarm_lag_seconds=60,
        alarm_latency_milliseconds=1_000,
        alarm_score_drift=Decimal("0.25"),
        runbook="docs/runbook.md",
        access_logs=False,
        vendor_python="3.13",
        vendor_platform="aarch64-manylinux_2_28",
    )
    settings = load()

    assert {name: getattr(settings, name) for name in designed} == designed


@pytest.mark.parametrize(
    ("key", "value", "field", "expected"),
    [
        ("suffix", "a", "suffix", "a"),
        ("suffix", "feature-7", "suffix", "feature-7"),
        ("suffix", "x" * 20, "suffix", "x" * 20),
        ("alertThreshold", "0", "alert_threshold", Decimal(0)),
        ("alertThreshold", "1", "alert_threshold", Decimal(1)),
        ("alertThreshold", "0.85", "alert_threshold", Decimal("0.85")),
        ("alertEmails", '["a@example.com","b@example.com"]', "alert_emails", ("a@example.com", "b@example.com")),
        ("transactionRetentionDays", "0", "transaction_retention_days", 0),
        ("transactionRetentionDays", "30", "transaction_retention_days", 30),
        ("transactionRetentionDays", "36500", "transaction_retention_days", 36_500),
        ("scoreRetentionDays", "30", "score_retention_days", 30),
        ("profileRetentionDays", "36", "profile_retention_days", 36),
        ("profileRetentionDays", "36500", "profile_retention_days", 36_500),
        ("logRetentionDays", "3653", "log_retention_days", 3653),
        ("processorConcurrency", "100", "processor_concurrency", 100),
        ("scorerConcurrency", "50", "scorer_concurrency", 50),
        ("decisionConcurrency", "7", "decision_concurrency", 7),
        ("decisionProvisionedConcurrency", "3", "decision_provisioned_concurrency", 3),
        ("decisionAnswerSeconds", "3", "decision_answer_seconds", 3),
        ("decisionAnswerSeconds", "9", "decision_answer_seconds", 9),
        ("throttleBurst", "1000", "throttle_burst", 1_000),
        ("reviewHours", "720", "review_hours", 720),
        ("reviewExpiredOutcome", "decline", "review_expired_outcome", "decline"),
        (
            "webhooks",
            (
                '[{"url": "https://shop.example.com/x?y=z"},'
                ' {"url": "http://127.0.0.1:8080", "events": ["decision.made"]}]'
            ),
            "webhooks",
            (
                WebhookEndpoint(url="https://shop.example.com/x?y=z"),
                WebhookEndpoint(url="http://127.0.0.1:8080", events=("decision.made",)),
            ),
        ),
        ("eventBus", BUS, "event_bus", BUS),
        ("authorization", "NONE", "authorization", "NONE"),
        ("refuseCardNumbers", "true", "refuse_card_numbers", True),
        ("protectData", "true", "protect_data", True),
        ("operationsEmails", '["oncall@example.com"]', "operations_emails", ("oncall@example.com",)),
        ("alarmErrorPercent", "0", "alarm_error_percent", 0),
        ("alarmLagSeconds", "86400", "alarm_lag_seconds", 86_400),
        ("alarmLatencyMilliseconds", "29000", "alarm_latency_milliseconds", 29_000),
        ("alarmScoreDrift", "1", "alarm_score_drift", 1),
        ("runbook", "https://example.com/wiki?page=7", "runbook", "https://example.com/wiki?page=7"),
        ("accessLogs", "true", "access_logs", True),
        ("vendorPython", "3.11", "vendor_python", "3.11"),
        ("vendorPlatform", "x86_64-manylinux_2_28", "vendor_platform", "x86_64-manylinux_2_28"),
    ],
)
def test_a_right_value_is_taken(key: str, value: str, field: str, expected: object) -> None:
    assert getattr(load(**{key: value}), field) == expected


SUFFIX = "1 to 20 of a-z, 0-9 and inner -"
EMAILS = "a list of e-mail addresses, each once"

WRONG = [
    *[("suffix", value, SUFFIX) for value in ("", "Dev", "a_b", "-a", "a-", "x" * 21, "a b", "dév", "dev\n")],
    *[
        ("alertThreshold", value, "a number from 0 to 1")
        for value in ("", "-0.1", "1.01", "80", "high", "NaN", "Infinity")
    ],
    *[
        ("alertEmails", value, EMAILS)
        for value in ("a@example.com", '["nobody"]', '[["a@b"]]', '"a@b"', "{}", '["a@b","a@b"]', '["a@b c"]', "[7]")
    ],
    *[
        (
            "scoreRetentionDays",
            value,
            "a whole number from 30 to 36500, as long as a transaction can wait to be scored again",
        )
        for value in ("0", "-1", "1", "7", "29", "36501", "30.5", "", "3_0")
    ],
    *[
        (
            "transactionRetentionDays",
            value,
            (
                "0, which keeps transactions for ever, or a whole number from scoreRetentionDays (30) to 36500, "
                "since a score says nothing without its transaction"
            ),
        )
        for value in ("-1", "1", "29", "36501", "00", "0.0", "", "ever")
    ],
    *[
        (
            "profileRetentionDays",
            value,
            "a whole number from 36 to 36500, as long as a profile's windows reach back",
        )
        for value in ("0", "-1", "35", "36501", "400.0", "", "ever")
    ],
    *[("processorConcurrency", value, "-1 or a whole number of at least 1") for value in ("0", "-2", "1.5", "x", " 5")],
    *[("scorerConcurrency", value, "-1 or a whole number of at least 1") for value in ("-2", "", "²")],
    *[("decisionConcurrency", value, "-1 or a whole number of at least 1") for value in ("0", "-2", "many", "")],
    *[("decisionProvisionedConcurrency", value, "a whole number of at least 0") for value in ("-1", "0.5", "", "x")],
    *[("decisionAnswerSeconds", value, "a whole number from 3 to 9") for value in ("2", "10", "4.5", "-3", "", "3 s")],
    *[("throttleRate", value, "a whole number of at least 1") for value in ("0", "-5", "1e3", "")],
    *[("throttleBurst", value, "a whole number of at least throttleRate (1000)") for value in ("999", "0", "x")],
    *[("reviewHours", value, "a whole number from 1 to 720") for value in ("0", "721", "1.5", "", "a day")],
    *[("reviewExpiredOutcome", value, "approve or decline") for value in ("review", "", "Approve")],
    *[
        ("webhooks", value, WEBHOOKS_RULE)
        for value in (
            "https://shop.example.com",
            '["https://shop.example.com"]',
            "{}",
            "[7]",
            '[{"events": ["decision.made"]}]',
            '[{"url": "http://shop.example.com"}]',
            '[{"url": "https://"}]',
            '[{"url": "https:///path"}]',
            '[{"url": "https://shop.example.com/a b"}]',
            '[{"url": "https://shop.example.com/\\n"}]',
            '[{"url": "http://127.0.0.1.example.com/"}]',
            '[{"url": "http://127.0.0.1:8080@example.com/"}]',
            '[{"url": 7}]',
            '[{"url": "https://a.example.com"}, {"url": "https://a.example.com"}]',
            '[{"url": "https://a.example.com", "event": ["decision.made"]}]',
            '[{"url": "https://a.example.com", "events": []}]',
            '[{"url": "https://a.example.com", "events": "decision.made"}]',
            '[{"url": "https://a.example.com", "events": ["decision.unmade"]}]',
            '[{"url": "https://a.example.com", "events": [["decision.made"]]}]',
            '[{"url": "https://a.example.com", "events": ["decision.made", "decision.made"]}]',
            '[{"url": "https://a.example.com/' + "x" * 2_048 + '"}]',
        )
    ],
    *[
        ("eventBus", value, "the ARN of an event bus, or empty")
        for value in ("default", "arn:aws:events:us-east-1:123456789012:rule/x", f"{BUS} ", f"{BUS}*")
    ],
    *[("authorization", value, "AWS_IAM or NONE") for value in ("aws_iam", "none", "", "COGNITO_USER_POOLS")],
    *[("refuseCardNumbers", value, "true or false") for value in ("yes", "True", "")],
    *[("protectData", value, "true or false") for value in ("yes", "True", "1", "")],
    *[("operationsEmails", value, EMAILS) for value in ("oncall@example.com", '["nobody"]')],
    *[("alarmErrorPercent", value, "a whole number from 0 to 99") for value in ("-1", "100", "0.5")],
    *[("alarmLagSeconds", value, "a whole number from 1 to 86400") for value in ("0", "86401", "1m")],
    *[("alarmLatencyMilliseconds", value, "a whole number from 1 to 29000") for value in ("0", "29001", "")],
    *[("alarmScoreDrift", value, "a number from 0 to 1") for value in ("-0.1", "1.01", "a quarter", "")],
    *[("runbook", value, "a path or URL without spaces") for value in ("", "my runbook", "x" * 513)],
    *[("accessLogs", value, "true or false") for value in ("yes", "True", "")],
    *[("vendorPython", value, "a Python version such as 3.13") for value in ("3", "2.7", "3.13.1", "python3.13")],
    *[("vendorPlatform", value, "a platform such as aarch64-manylinux_2_28") for value in ("", "Linux", "arm64 linux")],
]


@pytest.mark.parametrize(("key", "value", "rule"), WRONG)
def test_a_wrong_value_stops_the_program_with_one_line_of_key_value_and_rule(key: str, value: str, rule: str) -> None:
    with pytest.raises(pulumi.RunError) as stopped:
        load(**{key: value})

    wrong = "is none of what it may be" if key == "webhooks" else f"is {value!r}"  # a webhook's address may be secret
    assert str(stopped.value) == f"fraud-detection:{key} {wrong}: it must be {rule}"
    assert "\n" not in str(stopped.value)


def test_no_more_may_be_kept_warm_than_may_run() -> None:
    assert load(decisionConcurrency="5", decisionProvisionedConcurrency="5").decision_provisioned_concurrency == 5

    with pytest.raises(pulumi.RunError) as stopped:
        load(decisionConcurrency="5", decisionProvisionedConcurrency="6")
    assert str(stopped.value) == (
        "fraud-detection:decisionProvisionedConcurrency is '6': it must be a whole number from 0 to "
        "decisionConcurrency (5), since Lambda keeps no more warm than may run"
    )


def test_a_score_is_kept_for_longer_than_a_transaction_can_wait_to_be_scored_again() -> None:
    queue, stream = timedelta(seconds=LONGEST_RETENTION), timedelta(days=1)

    assert timedelta(days=LEAST_SCORE_RETENTION) >= queue + stream + queue + MARGIN


@pytest.mark.parametrize("days", ["0", "2", "8", "3654", "seven"])
def test_logs_are_kept_for_one_of_the_periods_that_cloudwatch_offers(days: str) -> None:
    with pytest.raises(pulumi.RunError, match=f"fraud-detection:logRetentionDays is '{days}': it must be one of"):
        load(logRetentionDays=days)


@pytest.mark.parametrize("key", [*DESCRIBED["config"]])
def test_a_missing_value_stops_the_program_too(key: str) -> None:
    given = {**DEFAULTS, "suffix": "dev"}
    del given[key]

    with pytest.raises(pulumi.RunError, match=f"^fraud-detection:{key} is missing: it must be "):
        Settings.load(config(given))


def test_pulumi_yaml_describes_exactly_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: set[str] = set()
    get = pulumi.Config.get

    def note(self: pulumi.Config, key: str) -> str | None:
        read.add(key)
        return get(self, key)

    monkeypatch.setattr(pulumi.Config, "get", note)
    load()

    assert read == set(DESCRIBED["config"])
    assert len(read) == len(dataclasses.fields(Settings))
    assert all("description" in spec for spec in DESCRIBED["config"].values())
    assert [key for key, spec in DESCRIBED["config"].items() if "type" not in spec] == ["webhooks"], "a list of objects"
    assert [key for key, spec in DESCRIBED["config"].items() if "default" not in spec] == ["suffix"]


@pytest.mark.parametrize("path", sorted(PROJECT.glob("Pulumi.*.yaml")), ids=lambda path: path.name)
def test_a_stacks_file_holds_only_values_of_described_keys(path: Path) -> None:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert set(content) == {"config"}
    own = {key.removeprefix("fraud-detection:") for key in content["config"] if not key.startswith("aws:")}
    assert own <= set(DESCRIBED["config"])


def test_a_webhook_is_named_by_its_url_and_its_secrets_stand_in_no_name() -> None:
    one, other = load(
        webhooks='[{"url": "https://user:secret@shop.example.com:8443/token"}, {"url": "https://shop.example.com/"}]'
    ).webhooks

    assert (one.key, one.host) == (hashlib.sha256(one.url.encode()).hexdigest()[:8], "shop.example.com:8443")
    assert other.key != one.key


def test_transactions_are_kept_no_shorter_than_their_scores() -> None:
    with pytest.raises(pulumi.RunError, match=r"transactionRetentionDays is '60': .* scoreRetentionDays \(90\)"):
        load(scoreRetentionDays="90", transactionRetentionDays="60")

    assert load(scoreRetentionDays="90", transactionRetentionDays="90").transaction_retention_days == 90
