"""The labels table: what transactions turned out to be, and who said so."""

from pulumi import ComponentResource, Output, ResourceOptions

from components.context import Context
from components.grants import Grant
from components.storage.table import Index, index_arn, lasting_table

OWED = Index(name="owed", hash_key="owed_shard", range_key="owed_at", range_type="N")
"""The rows whose event is still to be published, since when."""


class LabelsTable(ComponentResource):
    """The labels of each transaction with their history; they do not expire."""

    name: Output[str]
    arn: Output[str]

    def __init__(self, name: str, context: Context, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:LabelsTable", name, {}, opts)
        table = lasting_table(name, ["transaction_id"], context, self, index=OWED)
        self.name = table.name
        self.arn = table.arn
        self.register_outputs({"name": self.name, "arn": self.arn})

    def grant_look_up(self) -> Grant:
        """Allow to read the labels of transactions, many at once."""
        return Grant(name="LookUpLabels", actions=("dynamodb:BatchGetItem",), resources=(self.arn,))

    def grant_label(self) -> Grant:
        """Allow to read a transaction's labels, and to add one on condition of their version."""
        return Grant(name="Label", actions=("dynamodb:GetItem", "dynamodb:UpdateItem"), resources=(self.arn,))

    def grant_find_owed(self) -> Grant:
        """Allow to find the labels whose events are still to be published."""
        return Grant(name="FindOwedLabels", actions=("dynamodb:Query",), resources=(index_arn(self.arn, OWED),))

    def grant_erase(self) -> Grant:
        """Allow to delete the labels of a transaction, and to see before whether there are any."""
        return Grant(name="EraseLabels", actions=("dynamodb:GetItem", "dynamodb:DeleteItem"), resources=(self.arn,))
