"""The operations topic: CloudWatch gets in, nobody else does, and its messages are not lost to a key."""

import json

from tests.components.stacks import DryRunStack, arn, without_tags

TOPIC, POLICY = "sns/topic:Topic", "sns/topicPolicy:TopicPolicy"


def test_it_is_encrypted_by_no_key_but_our_own_since_aws_own_keeps_cloudwatch_out(
    dev: DryRunStack, configured: DryRunStack
) -> None:
    assert without_tags(dev.one(TOPIC, "fraud-operations")) == {"name": "fraud-operations-dev"}

    key = configured.one("kms/key:Key")
    assert configured.one(TOPIC, "fraud-operations").inputs["kmsMasterKeyId"] == key.state["arn"]
    let_in = [each for each in json.loads(key.inputs["policy"])["Statement"] if "cloudwatch" in json.dumps(each)]
    assert [sorted(each["Action"]) for each in let_in] == [["kms:Decrypt", "kms:GenerateDataKey*"]]


def test_only_alarms_of_the_account_may_publish_and_only_by_tls(stack: DryRunStack, suffix: str) -> None:
    policy = stack.one(POLICY, "fraud-operations-policy").inputs
    topic = arn("sns", f"fraud-operations-{suffix}")

    assert policy["arn"] == topic == stack.run.exports["operations_topic_arn"]
    assert json.loads(policy["policy"])["Statement"] == [
        {
            "Sid": "Alarms",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic,
            "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
        },
        {
            "Sid": "OnlyByTls",
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": "sns:Publish",
            "Resource": topic,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    ]


def test_operators_are_told_by_another_topic_than_those_who_fight_fraud(configured: DryRunStack) -> None:
    subscriptions = configured.all("sns/topicSubscription:TopicSubscription")
    subscribed = {each.inputs["endpoint"]: each.inputs for each in subscriptions}
    assert subscribed["oncall@example.com"]["topic"] == configured.run.exports["operations_topic_arn"]
    assert subscribed["fraud@example.com"]["topic"] == configured.run.exports["fraud_alerts_topic_arn"]
    assert {each["protocol"] for name, each in subscribed.items() if "@" in name} == {"email"}
