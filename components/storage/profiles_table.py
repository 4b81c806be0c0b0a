"""The profiles table: what is known of whom and what transactions name."""

from pulumi import ComponentResource, Output, ResourceOptions

from components.context import Context
from components.grants import Grant
from components.storage.table import expiring_table


class ProfilesTable(ComponentResource):
    """The habits of each customer, terminal and other entity until they expire, and its facts, which do not."""

    name: Output[str]
    arn: Output[str]

    def __init__(self, name: str, context: Context, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:ProfilesTable", name, {}, opts)
        table = expiring_table(name, "entity", context, self)
        self.name = table.name
        self.arn = table.arn
        self.register_outputs({"name": self.name, "arn": self.arn})

    def grant_fold(self) -> Grant:
        """Allow to read profiles and facts, and to write profiles on condition of their version, a batch at a time."""
        actions = ("dynamodb:BatchGetItem", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate")
        return Grant(name="Fold", actions=actions, resources=(self.arn,))

    def grant_beat(self) -> Grant:
        """Allow to put the heartbeat, by which readers tell how far profiles lag."""
        return Grant(name="Beat", actions=("dynamodb:PutItem",), resources=(self.arn,))

    def grant_read(self) -> Grant:
        """Allow to read profiles, facts and the heartbeat, many at once."""
        return Grant(name="ReadProfiles", actions=("dynamodb:BatchGetItem",), resources=(self.arn,))

    def grant_tell(self) -> Grant:
        """Allow to read facts, and to tell them of labels on condition of their version."""
        actions = ("dynamodb:BatchGetItem", "dynamodb:UpdateItem")
        return Grant(name="Tell", actions=actions, resources=(self.arn,))

    def grant_list(self) -> Grant:
        """Allow to look through what is known of entities, and to list them on condition of their facts' version."""
        reads = ("dynamodb:Scan", "dynamodb:BatchGetItem")
        writes = ("dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate", "dynamodb:UpdateItem")
        return Grant(name="KeepLists", actions=(*reads, *writes), resources=(self.arn,))

    def grant_look_up(self) -> Grant:
        """Allow to read what is known of an entity."""
        return Grant(name="LookUpProfiles", actions=("dynamodb:GetItem",), resources=(self.arn,))

    def grant_erase(self) -> Grant:
        """Allow to delete what is known of an entity, to keep what came later, and to mark that it was erased."""
        actions = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
        return Grant(name="EraseProfiles", actions=actions, resources=(self.arn,))
