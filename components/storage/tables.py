"""The tables of transactions and of their scores."""

from dataclasses import dataclass

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import dynamodb

from components.context import Context
from components.grants import Grant
from components.storage.table import Index, encryption, expiring_table, index_arn

ALERTS = Index(
    name="alerts",
    hash_key="alert_shard",
    range_key="alerted_at",
    range_type="S",
    included=(
        "timestamp",
        "fraud_score",
        "outcome",
        "override",
        "amount",
        "currency",
        "merchant",
        "customer_id",
        "terminal_id",
        "tags",
        "strategy",
    ),
)
"""The scores that were alerted, by day and shard, with all that a list of alerts shows of each."""


@dataclass(frozen=True, kw_only=True)
class TransactionsTableArgs:
    """The context, and whether rows go when the second in their `expiry` has passed."""

    context: Context
    expires: bool


class TransactionsTable(ComponentResource):
    """Every transaction, once, for ever or until it expires; its stream drives Processing."""

    name: Output[str]
    arn: Output[str]
    stream_arn: Output[str]

    def __init__(self, name: str, args: TransactionsTableArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:TransactionsTable", name, {}, opts)
        context = args.context
        table = dynamodb.Table(
            name,
            name=context.physical_name(name),
            billing_mode="PAY_PER_REQUEST",
            attributes=[{"name": "transaction_id", "type": "S"}, {"name": "timestamp", "type": "N"}],
            hash_key="transaction_id",
            range_key="timestamp",
            stream_enabled=True,
            stream_view_type="NEW_IMAGE",
            # Left out, it would stay as it is; AWS wants the name even to switch it off.
            ttl={"attribute_name": "expiry", "enabled": args.expires},
            deletion_protection_enabled=context.protect_data,
            point_in_time_recovery={"enabled": context.protect_data},
            server_side_encryption=encryption(context),
            opts=ResourceOptions(parent=self, protect=context.protect_data),
        )
        self.name = table.name
        self.arn = table.arn
        self.stream_arn = table.stream_arn
        self.register_outputs({"name": self.name, "arn": self.arn, "stream_arn": self.stream_arn})

    def grant_store(self) -> Grant:
        """Allow to add transactions, and to look for known ones."""
        return Grant(name="Store", actions=("dynamodb:PutItem", "dynamodb:Query"), resources=(self.arn,))

    def grant_find(self) -> Grant:
        """Allow to look for transactions by their ids."""
        return Grant(name="Find", actions=("dynamodb:Query",), resources=(self.arn,))

    def grant_look_through(self) -> Grant:
        """Allow to read all transactions, and to ask how many there are."""
        actions = ("dynamodb:Scan", "dynamodb:DescribeTable")
        return Grant(name="LookThroughTransactions", actions=actions, resources=(self.arn,))

    def grant_read_all(self) -> Grant:
        """Allow to read all transactions, some by their ids, and many at once by their keys."""
        actions = ("dynamodb:Scan", "dynamodb:BatchGetItem", "dynamodb:Query")
        return Grant(name="ReadTransactions", actions=actions, resources=(self.arn,))

    def grant_erase(self) -> Grant:
        """Allow to read all transactions, some by their ids, and to delete them one at a time."""
        actions = (
            "dynamodb:DescribeTable",
            "dynamodb:Scan",
            "dynamodb:Query",
            "dynamodb:GetItem",
            "dynamodb:DeleteItem",
        )
        return Grant(name="EraseTransactions", actions=actions, resources=(self.arn,))

    def grant_read_stream(self) -> tuple[Grant, Grant]:
        """Allow to read the table's stream."""
        reads = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
        return (
            Grant(name="ReadStream", actions=reads, resources=(self.stream_arn,)),
            Grant(
                name="FindStream", actions=("dynamodb:ListStreams",), resources=(self.arn.apply("{}/stream/*".format),)
            ),
        )


class ScoresTable(ComponentResource):
    """The latest score of each transaction, until it expires."""

    name: Output[str]
    arn: Output[str]

    def __init__(self, name: str, context: Context, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:ScoresTable", name, {}, opts)
        table = expiring_table(name, "transaction_id", context, self, index=ALERTS)
        self.name = table.name
        self.arn = table.arn
        self.register_outputs({"name": self.name, "arn": self.arn})

    def grant_score(self) -> Grant:
        """Allow to read scores and insert new ones, a batch at a time, and to mark them as alerted."""
        actions = ("dynamodb:BatchGetItem", "dynamodb:PartiQLInsert", "dynamodb:UpdateItem")
        return Grant(name="Score", actions=actions, resources=(self.arn,))

    def grant_look_up(self) -> Grant:
        """Allow to read scores by their transactions."""
        return Grant(name="LookUpScores", actions=("dynamodb:BatchGetItem",), resources=(self.arn,))

    def grant_read_all(self) -> Grant:
        """Allow to read all scores, the score of one transaction, and many at once."""
        actions = ("dynamodb:Scan", "dynamodb:GetItem", "dynamodb:BatchGetItem")
        return Grant(name="ReadScores", actions=actions, resources=(self.arn,))

    def grant_find(self) -> Grant:
        """Allow to read the score of one transaction."""
        return Grant(name="FindScore", actions=("dynamodb:GetItem",), resources=(self.arn,))

    def grant_erase(self) -> Grant:
        """Allow to read all scores, and to delete them one at a time."""
        actions = ("dynamodb:DescribeTable", "dynamodb:Scan", "dynamodb:GetItem", "dynamodb:DeleteItem")
        return Grant(name="EraseScores", actions=actions, resources=(self.arn,))

    def grant_list_alerts(self) -> Grant:
        """Allow to list what was alerted, by day."""
        return Grant(name="ListAlerts", actions=("dynamodb:Query",), resources=(index_arn(self.arn, ALERTS),))
