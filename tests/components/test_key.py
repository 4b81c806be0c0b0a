"""The key of our own: who may use it is spelled out, and it outlives its deletion for a month."""

import json

from tests.components.stacks import DryRunStack, arn

KEY = "kms/key:Key"


def test_the_key_is_used_by_the_account_and_by_the_three_services_that_act_for_nobody(prod: DryRunStack) -> None:
    statements = json.loads(prod.one(KEY).inputs["policy"])["Statement"]

    assert statements == [
        {
            "Effect": "Allow",
            "Resource": "*",
            "Sid": "Account",
            "Principal": {"AWS": arn("iam", "root", region="")},
            "Action": "kms:*",
        },
        {
            "Effect": "Allow",
            "Resource": "*",
            "Sid": "Logs",
            "Principal": {"Service": "logs.us-east-1.amazonaws.com"},
            "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": arn("logs", "log-group:*-prod")}},
        },
        {
            "Effect": "Allow",
            "Resource": "*",
            "Sid": "Webhooks",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
            "Condition": {"ArnLike": {"kms:EncryptionContext:aws:sqs:arn": arn("sqs", "*-webhook-*-dlq-prod")}},
        },
        {
            "Effect": "Allow",
            "Resource": "*",
            "Sid": "Alarms",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        },
    ]


def test_it_is_rotated_and_its_deletion_can_be_taken_back_for_a_month(prod: DryRunStack) -> None:
    key, alias = prod.one(KEY), prod.one("kms/alias:Alias")

    assert (key.inputs["enableKeyRotation"], key.inputs["deletionWindowInDays"]) == (True, 30)
    assert (alias.inputs["name"], alias.inputs["targetKeyId"]) == ("alias/fraud-detection-prod", key.id)


def test_a_stack_that_asks_for_none_has_none(dev: DryRunStack) -> None:
    assert not dev.all(KEY)
