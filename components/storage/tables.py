"""The two tables: what came in, and what was made of it."""

from dataclasses import dataclass

from pulumi import ComponentResource, ResourceOptions
from pulumi_aws import dynamodb

from components.grants import Grant
from components.storage.key import Key


@dataclass(frozen=True, kw_only=True)
class TableArgs:
    """`protect` keeps the table from deletion, by Pulumi or by hand, and backs it up continuously."""

    suffix: str
    protect: bool
    key: Key | None

    @property
    def encryption(self) -> dynamodb.TableServerSideEncryptionArgs | None:
        """Without a key of our own, DynamoDB encrypts with one of its own."""
        if self.key is None:
            return None
        return dynamodb.TableServerSideEncryptionArgs(enabled=True, kms_key_arn=self.key.arn)


class TransactionsTable(ComponentResource):
    """Every transaction, once; its stream drives Processing."""

    def __init__(self, name: str, args: TableArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:TransactionsTable", name, {}, opts)
        table = dynamodb.Table(
            name,
            name=f"{name}-{args.suffix}",
            billing_mode="PAY_PER_REQUEST",
            attributes=[{"name": "transaction_id", "type": "S"}, {"name": "timestamp", "type": "N"}],
            hash_key="transaction_id",
            range_key="timestamp",
            stream_enabled=True,
            stream_view_type="NEW_IMAGE",
            deletion_protection_enabled=args.protect,
            point_in_time_recovery={"enabled": args.protect},
            server_side_encryption=args.encryption,
            opts=ResourceOptions(parent=self, protect=args.protect),
        )
        self.name = table.name
        self.arn = table.arn
        self.stream_arn = table.stream_arn
        self.register_outputs({"name": self.name, "arn": self.arn, "stream_arn": self.stream_arn})

    def grant_store(self) -> Grant:
        """May add transactions, and look for those that are known."""
        return Grant(name="Store", actions=("dynamodb:PutItem", "dynamodb:Query"), resources=(self.arn,))

    def grant_read_stream(self) -> tuple[Grant, Grant]:
        """May follow the table's stream."""
        reads = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
        return (
            Grant(name="ReadStream", actions=reads, resources=(self.stream_arn,)),
            Grant(
                name="FindStream", actions=("dynamodb:ListStreams",), resources=(self.arn.apply("{}/stream/*".format),)
            ),
        )


class ScoresTable(ComponentResource):
    """The latest score of each transaction, until it expires."""

    def __init__(self, name: str, args: TableArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:ScoresTable", name, {}, opts)
        table = dynamodb.Table(
            name,
            name=f"{name}-{args.suffix}",
            billing_mode="PAY_PER_REQUEST",
            attributes=[{"name": "transaction_id", "type": "S"}],
            hash_key="transaction_id",
            ttl={"attribute_name": "expiry", "enabled": True},
            deletion_protection_enabled=args.protect,
            point_in_time_recovery={"enabled": args.protect},
            server_side_encryption=args.encryption,
            opts=ResourceOptions(parent=self, protect=args.protect),
        )
        self.name = table.name
        self.arn = table.arn
        self.register_outputs({"name": self.name, "arn": self.arn})

    def grant_score(self) -> Grant:
        """May read known scores, insert new ones, a batch at a time, and note on them what was alerted."""
        actions = ("dynamodb:BatchGetItem", "dynamodb:PartiQLInsert", "dynamodb:UpdateItem")
        return Grant(name="Score", actions=actions, resources=(self.arn,))
