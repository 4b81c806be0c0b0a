"""The strategies table: the versions that were deployed, which of them decides, and who changed that."""

from pulumi import ComponentResource, Output, ResourceOptions

from components.context import Context
from components.grants import Grant
from components.storage.table import lasting_table


class StrategiesTable(ComponentResource):
    """Documents by digest, the pointers to them, and one row a change; nothing expires, and no program writes rows.

    Operators write it at run time, so that a deployment of the stack changes no strategy; the functions only read.
    """

    name: Output[str]
    arn: Output[str]

    def __init__(self, name: str, context: Context, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:StrategiesTable", name, {}, opts)
        table = lasting_table(name, ["kind", "id"], context, self)
        self.name = table.name
        self.arn = table.arn
        self.register_outputs({"name": self.name, "arn": self.arn})

    def grant_read(self) -> Grant:
        """Allow to read all pointers at once, and one document at a time."""
        actions = ("dynamodb:Query", "dynamodb:GetItem")
        return Grant(name="ReadStrategies", actions=actions, resources=(self.arn,))

    def grant_change(self) -> Grant:
        """Allow to put documents, and to move pointers and record it in one transaction."""
        actions = ("dynamodb:Query", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:ConditionCheckItem")
        return Grant(name="ChangeStrategies", actions=actions, resources=(self.arn,))

    def grant_record_erasures(self) -> Grant:
        """Allow to read strategies, to record an erasure, and to take a person out of the records of lists."""
        actions = ("dynamodb:Query", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
        return Grant(name="RecordErasures", actions=actions, resources=(self.arn,))
