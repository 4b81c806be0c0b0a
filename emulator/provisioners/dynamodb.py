"""DynamoDB tables."""

import time
from collections.abc import Mapping
from typing import Any

from emulator.errors import DeploymentFailedError
from emulator.provisioners.property_map import Nested, PropertyMap
from emulator.provisioners.registry import Cloud, Made, Wanted, provisions, tag_list

ACTIVE_SECONDS = 10.0

TABLE: PropertyMap = {
    "name": "TableName",
    "attributes": Nested("AttributeDefinitions", {"name": "AttributeName", "type": "AttributeType"}),
    "hashKey": "HASH",
    "rangeKey": "RANGE",
    "globalSecondaryIndexes": Nested(
        "GlobalSecondaryIndexes",
        {
            "name": "IndexName",
            "hashKey": "HASH",
            "rangeKey": "RANGE",
            "projectionType": "ProjectionType",
            "nonKeyAttributes": "NonKeyAttributes",
        },
    ),
    "billingMode": "BillingMode",
    "streamEnabled": "StreamEnabled",
    "streamViewType": "StreamViewType",
    "ttl": Nested("Ttl", {"attributeName": "AttributeName", "enabled": "Enabled"}),
    "pointInTimeRecovery": Nested(
        "Recovery", {"enabled": "PointInTimeRecoveryEnabled", "recoveryPeriodInDays": "RecoveryPeriodInDays"}
    ),
    "deletionProtectionEnabled": "DeletionProtectionEnabled",
    "serverSideEncryption": Nested("SSESpecification", {"enabled": "Enabled", "kmsKeyArn": "KMSMasterKeyId"}),
    "tags": "Tags",
}


@provisions("aws:dynamodb/table:Table", TABLE, name_input="name")
def make_dynamodb_table(cloud: Cloud, wanted: Wanted) -> Made:
    keys = _key_schema(wanted.take("HASH", "RANGE"))
    indexes = wanted.take("GlobalSecondaryIndexes").get("GlobalSecondaryIndexes", [])
    stream = wanted.take("StreamEnabled", "StreamViewType")
    later = wanted.take("Ttl", "Recovery")
    parameters = wanted.parameters | {
        "TableName": wanted.name,
        "KeySchema": keys,
        "Tags": tag_list(wanted.parameters.get("Tags", {})),
    }
    if stream.get("StreamEnabled"):
        parameters["StreamSpecification"] = stream

    if indexes:
        parameters["GlobalSecondaryIndexes"] = [_index(each) for each in indexes]

    client = cloud.clients.dynamodb
    table = client.create_table(**parameters)["TableDescription"]
    deadline = time.monotonic() + ACTIVE_SECONDS
    while table["TableStatus"] != "ACTIVE":
        if time.monotonic() > deadline:
            raise DeploymentFailedError(f"table {wanted.name} did not become active")
        table = client.describe_table(TableName=wanted.name)["Table"]
    if later.get("Ttl", {}).get("Enabled"):  # DynamoDB refuses to switch off what is off
        client.update_time_to_live(TableName=wanted.name, TimeToLiveSpecification=later["Ttl"])
    if later.get("Recovery", {}).get("PointInTimeRecoveryEnabled"):
        client.update_continuous_backups(TableName=wanted.name, PointInTimeRecoverySpecification=later["Recovery"])
    return Made(
        id=wanted.name,
        outputs={
            "arn": table["TableArn"],
            "streamArn": table.get("LatestStreamArn", ""),
            "streamLabel": table.get("LatestStreamLabel", ""),
        },
    )


def _key_schema(keys: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"AttributeName": name, "KeyType": kind} for kind, name in keys.items()]


def _index(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table's index as DynamoDB takes it."""
    projection = {name: given[name] for name in ("ProjectionType", "NonKeyAttributes") if name in given}
    keys = {kind: given[kind] for kind in ("HASH", "RANGE") if kind in given}
    return {"IndexName": given["IndexName"], "KeySchema": _key_schema(keys), "Projection": projection}
