"""The decisions table: who holds an id, and how often an entity was tried within minutes."""

from pulumi import ComponentResource, Output, ResourceOptions

from components.context import Context
from components.grants import Grant
from components.storage.table import expiring_table


class DecisionsTable(ComponentResource):
    """Claims on ids for a day, and attempts of entities for two hours; Decision alone writes it."""

    name: Output[str]
    arn: Output[str]

    def __init__(self, name: str, context: Context, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:DecisionsTable", name, {}, opts)
        table = expiring_table(name, "key", context, self)
        self.name = table.name
        self.arn = table.arn
        self.register_outputs({"name": self.name, "arn": self.arn})

    def grant_decide(self) -> Grant:
        """Allow to claim an id, to add an attempt, and to read attempts."""
        actions = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:BatchGetItem")
        return Grant(name="Decide", actions=actions, resources=(self.arn,))

    def grant_erase(self) -> Grant:
        """Allow to read all claims and attempts, and to delete them one at a time."""
        actions = ("dynamodb:DescribeTable", "dynamodb:Scan", "dynamodb:GetItem", "dynamodb:DeleteItem")
        return Grant(name="EraseDecisions", actions=actions, resources=(self.arn,))
