"""Tables, queues, topics, log groups and keys, each found by its name."""

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


@finds("aws:sns/topic:Topic")
def find_topic(account: Account, inputs: Mapping[str, Any]) -> Live:
    arn = f"arn:{account.partition}:sns:{account.region}:{account.number}:{inputs['name']}"
    found = account.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
    return Live(id=arn, properties={"kmsMasterKeyId": found.get("KmsMasterKeyId")})


@finds("aws:sns/topicPolicy:TopicPolicy")
def find_topic_policy(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    """Return a topic's policy, unless it is the default one by which its account may do everything."""
    policy = account.client("sns").get_topic_attributes(TopicArn=inputs["arn"])["Attributes"].get("Policy", "")
    if not policy or "__default_statement_ID" in policy:
        return None
    return Live(id=inputs["arn"], properties={"policy": policy})


@finds("aws:sns/topicSubscription:TopicSubscription")
def find_subscription(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    """Return a confirmed subscription; one that is not confirmed yet has no ARN to import."""
    pages = account.client("sns").get_paginator("list_subscriptions_by_topic").paginate(TopicArn=inputs["topic"])
    for found in (each for page in pages for each in page["Subscriptions"]):
        same = (found["Protocol"], found["Endpoint"]) == (inputs["protocol"], inputs["endpoint"])
        if same and found["SubscriptionArn"].startswith("arn:"):
            return Live(id=found["SubscriptionArn"])
    return None


@finds("aws:cloudwatch/logGroup:LogGroup")
def find_log_group(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    name = inputs["name"]
    groups = account.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    found = next((each for each in groups if each["logGroupName"] == name), None)
    if found is None:
        return None
    properties = {"retentionInDays": found.get("retentionInDays"), "kmsKeyId": found.get("kmsKeyId")}
    return Live(id=name, properties=properties)


@finds("aws:kms/alias:Alias")
def find_alias(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    name = inputs["name"]
    pages = account.client("kms").get_paginator("list_aliases").paginate()
    return Live(id=name) if any(each["AliasName"] == name for page in pages for each in page["Aliases"]) else None
