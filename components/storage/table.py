"""The making of tables: on demand, protected and encrypted as the stack's settings say, with its indexes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import dynamodb

from components.context import Context

AttributeType = Literal["S", "N"]


@dataclass(frozen=True, kw_only=True)
class Index:
    """A second way into a table: items that have both keys, by `hash_key`, in the order of `range_key`.

    It holds the keys alone, and of other attributes those `included`, or every one.
    """

    name: str
    hash_key: str
    range_key: str
    range_type: AttributeType
    included: Sequence[str] | Literal["all"] = ()

    @property
    def key_types(self) -> Mapping[str, AttributeType]:
        """Return the type of each of its keys."""
        return {self.hash_key: "S", self.range_key: self.range_type}

    @property
    def arguments(self) -> dynamodb.TableGlobalSecondaryIndexArgsDict:
        """Return it as every release of the provider takes it; `key_schemas`, which the newest prefer, is their own."""
        made: dynamodb.TableGlobalSecondaryIndexArgsDict = {
            "name": self.name,
            "hash_key": self.hash_key,
            "range_key": self.range_key,
            "projection_type": "KEYS_ONLY",
        }
        if self.included == "all":
            return {**made, "projection_type": "ALL"}
        return {**made, "projection_type": "INCLUDE", "non_key_attributes": self.included} if self.included else made


def expiring_table(
    name: str, hash_key: str, context: Context, parent: ComponentResource, *, index: Index | None = None
) -> dynamodb.Table:
    """Make a table of items under a text each, which go when the second in their `expiry` has passed."""
    return dynamodb.Table(
        name,
        name=context.physical_name(name),
        billing_mode="PAY_PER_REQUEST",
        attributes=_attributes([hash_key], index),
        hash_key=hash_key,
        global_secondary_indexes=_indexes(index),
        ttl={"attribute_name": "expiry", "enabled": True},
        deletion_protection_enabled=context.protect_data,
        point_in_time_recovery={"enabled": context.protect_data},
        server_side_encryption=encryption(context),
        opts=ResourceOptions(parent=parent, protect=context.protect_data),
    )


def lasting_table(
    name: str, keys: Sequence[str], context: Context, parent: ComponentResource, *, index: Index | None = None
) -> dynamodb.Table:
    """Make a table of items under one text, or two, the second of which is in order; none of them expires."""
    return dynamodb.Table(
        name,
        name=context.physical_name(name),
        billing_mode="PAY_PER_REQUEST",
        attributes=_attributes(keys, index),
        hash_key=keys[0],
        range_key=keys[1] if len(keys) > 1 else None,
        global_secondary_indexes=_indexes(index),
        deletion_protection_enabled=context.protect_data,
        point_in_time_recovery={"enabled": context.protect_data},
        server_side_encryption=encryption(context),
        opts=ResourceOptions(parent=parent, protect=context.protect_data),
    )


def index_arn(table_arn: Output[str], index: Index) -> Output[str]:
    """Return the ARN of a table's index: a right to query the table is none to query its index."""
    return Output.concat(table_arn, "/index/", index.name)


def encryption(context: Context) -> dynamodb.TableServerSideEncryptionArgs | None:
    """Return the encryption of a table; None without the stack's own key: DynamoDB then encrypts with one of AWS."""
    if context.key_arn is None:
        return None
    return dynamodb.TableServerSideEncryptionArgs(enabled=True, kms_key_arn=context.key_arn)


def _attributes(keys: Sequence[str], index: Index | None) -> list[dynamodb.TableAttributeArgs]:
    """Return the attributes that are keys of the table or its index: DynamoDB declares no others."""
    types: dict[str, AttributeType] = {**dict.fromkeys(keys, "S"), **(index.key_types if index else {})}
    return [dynamodb.TableAttributeArgs(name=name, type=kind) for name, kind in types.items()]


def _indexes(index: Index | None) -> list[dynamodb.TableGlobalSecondaryIndexArgsDict] | None:
    return [index.arguments] if index else None
