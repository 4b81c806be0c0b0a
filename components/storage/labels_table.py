"""The labels table: what transactions turned out to be, and who said so."""

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import dynamodb

from components.context import Context
from components.grants import Grant
from components.storage.tables import encryption


class LabelsTable(ComponentResource):
    """The labels of each transaction with their history; they do not expire."""

    name: Output[str]
    arn: Output[str]

    def __init__(self, name: str, context: Context, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:LabelsTable", name, {}, opts)
        table = dynamodb.Table(
            name,
            name=context.physical_name(name),
            billing_mode="PAY_PER_REQUEST",
            attributes=[{"name": "transaction_id", "type": "S"}],
            hash_key="transaction_id",
            deletion_protection_enabled=context.protect_data,
            point_in_time_recovery={"enabled": context.protect_data},
            server_side_encryption=encryption(context),
            opts=ResourceOptions(parent=self, protect=context.protect_data),
        )
        self.name = table.name
        self.arn = table.arn
        self.register_outputs({"name": self.name, "arn": self.arn})

    def grant_look_up(self) -> Grant:
        """Allow to read the labels of transactions, many at once."""
        return Grant(name="LookUpLabels", actions=("dynamodb:BatchGetItem",), resources=(self.arn,))

    def grant_label(self) -> Grant:
        """Allow to read a transaction's labels, and to add one on condition of their version."""
        return Grant(name="Label", actions=("dynamodb:GetItem", "dynamodb:PutItem"), resources=(self.arn,))
