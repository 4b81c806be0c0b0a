"""Live tables, queues and keys, each found by its name."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fraudctl.adopt.registry import Account, Live, finds


@finds("aws:dynamodb/table:Table")
def find_table(account: Account, inputs: Mapping[str, Any]) -> Live:
    client, name = account.client("dynamodb"), inputs["name"]
    found = client.describe_table(TableName=name)["Table"]
    keys = {key["KeyType"]: key["AttributeName"] for key in found["KeySchema"]}
    types = {each["AttributeName"]: each["AttributeType"] for each in found["AttributeDefinitions"]}
    ttl = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    expires = ttl.get("TimeToLiveStatus") in ("ENABLED", "ENABLING")
    backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    recovery = backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") == "ENABLED"
    stream = found.get("StreamSpecification", {})
    return Live(
        id=name,
        properties={
            "hashKey": keys["HASH"],
            "rangeKey": keys.get("RANGE"),
            "attributes": _attributes(inputs, keys.values(), types),
            "globalSecondaryIndexes": [
                {"name": each["IndexName"], **_index_keys(each["KeySchema"]), **_projection(each["Projection"])}
                for each in found.get("GlobalSecondaryIndexes", [])
            ],
            "billingMode": found.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED"),
            "streamEnabled": stream.get("StreamEnabled", False),
            "streamViewType": stream.get("StreamViewType"),
            "ttl.enabled": expires,
            # AWS does not tell the name of what is switched off, and to name it changes nothing.
            "ttl.attributeName": ttl.get("AttributeName") if expires else inputs.get("ttl", {}).get("attributeName"),
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


def _attributes(inputs: Mapping[str, Any], keys: Iterable[str], types: Mapping[str, str]) -> list[Any]:
    """Return the attributes of the table's keys, and those that the program's indexes need, which it can add."""
    live = {name: types[name] for name in keys}
    indexed = {
        name for index in inputs.get("globalSecondaryIndexes") or () for name in (index["hashKey"], index["rangeKey"])
    }
    wanted = {each["name"]: each["type"] for each in inputs["attributes"]}
    return [
        {"name": name, "type": type_}
        for name, type_ in sorted({**{name: types.get(name, wanted[name]) for name in indexed}, **live}.items())
    ]


def _index_keys(schema: Sequence[Any]) -> dict[str, str]:
    named = {"HASH": "hashKey", "RANGE": "rangeKey"}
    return {named[each["KeyType"]]: each["AttributeName"] for each in schema}


def _projection(found: Mapping[str, Any]) -> dict[str, Any]:
    others = found.get("NonKeyAttributes")
    return {"projectionType": found["ProjectionType"], **({"nonKeyAttributes": others} if others else {})}
