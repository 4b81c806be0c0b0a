"""With a key of the account's own, everything stored is under it, and the pipeline goes on working."""

import fnmatch
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.clients import Clients
from emulator.streams.poller import StreamPoller
from fraudctl.demo.inbox import Inbox
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.principals import DENIED, member
from tests.pipeline.stack_calls import post_transaction, score

QUEUES = ("ingestion_queue_url", "processing_queue_url", "scoring_queue_url")


@pytest.fixture(scope="module")
def managed_key(account_clients: Clients) -> dict[str, Any]:
    return dict(account_clients.kms.describe_key(KeyId="alias/fraud-detection-guarded")["KeyMetadata"])


@pytest.fixture(scope="module")
def key_statements(account_clients: Clients, managed_key: dict[str, Any]) -> dict[str, Any]:
    """Return the statements of the key's policy, by principal."""
    policy = json.loads(account_clients.kms.get_key_policy(KeyId=managed_key["KeyId"], PolicyName="default")["Policy"])
    assert {each["Effect"] for each in policy["Statement"]} == {"Allow"}
    return {next(iter(each["Principal"].values())): each for each in policy["Statement"]}


def test_a_transaction_is_scored_and_alerted(guarded: LocalStack) -> None:
    inbox = Inbox(guarded.target, "guarded-inbox")
    (mapping,) = guarded.deployment.mappings
    with StreamPoller(mapping, endpoint_url=guarded.deployment.endpoint, region=guarded.deployment.region):
        assert (
            post_transaction(guarded, {"transaction_id": "under-key", "amount": 12000, "merchant": "crypto"}).status
            == 200
        )
        assert score(guarded, "under-key")["fraud_score"] > 0
    assert "under-key" in [alert["transaction_id"] for alert in inbox.take(1)]


def test_everything_that_is_stored_is_stored_under_the_key(
    guarded: LocalStack, account_clients: Clients, managed_key: dict[str, Any]
) -> None:
    for table in ("transactions_table_name", "fraud_scores_table_name", "fraud_profiles_table_name"):
        described = account_clients.dynamodb.describe_table(TableName=guarded.target.exports[table])["Table"]
        assert described["SSEDescription"]["KMSMasterKeyArn"] == managed_key["Arn"]
    for queue in QUEUES:
        asked = {"QueueUrl": guarded.target.exports[queue], "AttributeNames": ["All"]}
        attributes = account_clients.sqs.get_queue_attributes(**asked)["Attributes"]
        assert attributes["KmsMasterKeyId"] == managed_key["Arn"]
    topics = [
        arn for each in account_clients.sns.list_topics()["Topics"] if (arn := each["TopicArn"]).endswith("-guarded")
    ]
    assert guarded.target.exports["fraud_alerts_topic_arn"] in topics
    for topic in topics:
        assert (
            account_clients.sns.get_topic_attributes(TopicArn=topic)["Attributes"]["KmsMasterKeyId"]
            == managed_key["Arn"]
        )
    groups = [
        each
        for each in account_clients.logs.describe_log_groups()["logGroups"]
        if each["logGroupName"].endswith("-guarded")
    ]
    assert len(groups) >= 3
    assert {group.get("kmsKeyId") for group in groups} == {managed_key["Arn"]}


def test_the_key_is_turned_every_year(account_clients: Clients, managed_key: dict[str, Any]) -> None:
    assert account_clients.kms.get_key_rotation_status(KeyId=managed_key["KeyId"])["KeyRotationEnabled"]


def test_the_key_lets_logs_in_for_this_stacks_groups_alone(
    account_clients: Clients, key_statements: dict[str, Any]
) -> None:
    allowed = key_statements["logs.us-east-1.amazonaws.com"]
    groups = {
        each["logGroupName"]: each["arn"].removesuffix(":*")
        for each in account_clients.logs.describe_log_groups()["logGroups"]
    }
    pattern = allowed["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]

    covered = {name for name, arn in groups.items() if fnmatch.fnmatchcase(arn, pattern)}

    assert covered == {name for name in groups if name.endswith("-guarded")}
    assert {"kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"} <= set(allowed["Action"])


def test_the_key_lets_alarms_in_without_conditions_that_cloudwatch_would_not_meet(
    key_statements: dict[str, Any],
) -> None:
    allowed = key_statements["cloudwatch.amazonaws.com"]
    assert set(allowed["Action"]) == {"kms:Decrypt", "kms:GenerateDataKey*"}
    assert "Condition" not in allowed


def test_the_account_goes_on_administering_its_key(key_statements: dict[str, Any]) -> None:
    assert key_statements["arn:aws:iam::000000000000:root"]["Action"] == "kms:*"


def test_whoever_was_not_granted_the_key_cannot_use_it(
    guarded: LocalStack, account_clients: Clients, managed_key: dict[str, Any]
) -> None:
    clients_policy = guarded.target.exports["client_policy_arn"]
    with (
        member(account_clients, "without-key", attached=[clients_policy]) as someone,
        pytest.raises(ClientError) as raised,
    ):
        someone.client("kms").generate_data_key(KeyId=managed_key["KeyId"], KeySpec="AES_256")

    assert raised.value.response["Error"]["Code"] in DENIED
