"""Live tables, queues and keys, each found by its name."""

from collections.abc import Mapping
from typing import Any

from fraudctl.adopt.registry import Account, Live, finds


@finds("aws:dynamodb/table:Table")
def find_table(account: Account, inputs: Mapping[str, Any]) -> Live:
    client, name = account.client("dynamodb"), inputs["name"]
    found = client.describe_table(TableName=name)["Table"]
    keys = {key["KeyType"]: key["AttributeName"] for key in found["KeySchema"]}
    types = {each["AttributeName"]: each["AttributeType"] for each in found["AttributeDefinitions"]}
    ttl = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    recovery = backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") == "ENABLED"
    stream = found.get("StreamSpecification", {})
    return Live(
        id=name,
        properties={
            "hashKey": keys["HASH"],
            "rangeKey": keys.get("RANGE"),
            "attributes": [{"name": each, "type": types[each]} for each in sorted(types)],
            "billingMode": found.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED"),
            "streamEnabled": stream.get("StreamEnabled", False),
            "streamViewType": stream.get("StreamViewType"),
            "ttl.attributeName": ttl.get("AttributeName"),
            "deletionProtectionEnabled": found.get("DeletionProtectionEnabled", False),
            "pointInTimeRecovery.enabled": recovery,
        },
        outputs={"streamArn": found.get("LatestStreamArn", "")},
    )


@finds("aws:sqs/queue:Queue")
def find_queue(account: Account, inputs: Mapping[str, Any]) -> Live:
    client = account.client("sqs")
    url = client.get_queue_url(QueueName=inputs["name"])["QueueUrl"]
    found = client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return Live(
        id=url,
        properties={
            "messageRetentionSeconds": int(found["MessageRetentionPeriod"]),
            "visibilityTimeoutSeconds": int(found["VisibilityTimeout"]),
            "sqsManagedSseEnabled": found.get("SqsManagedSseEnabled") == "true",
            "kmsMasterKeyId": found.get("KmsMasterKeyId"),
        },
        outputs={"url": url},
    )


@finds("aws:sqs/queuePolicy:QueuePolicy")
def find_queue_policy(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    client = account.client("sqs")
    url = client.get_queue_url(QueueName=inputs["queueUrl"].rpartition("/")[2])["QueueUrl"]
    policy = client.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {}).get("Policy")
    return Live(id=url, properties={"policy": policy}) if policy else None


@finds("aws:kms/alias:Alias")
def find_alias(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    name = inputs["name"]
    pages = account.client("kms").get_paginator("list_aliases").paginate()
    return Live(id=name) if any(each["AliasName"] == name for page in pages for each in page["Aliases"]) else None
