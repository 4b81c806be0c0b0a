"""Exporters: a policy for those who take data out of a stack, into a warehouse or to the person that it is about."""

from dataclasses import dataclass

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import iam

from components.context import Context
from components.grants import identity_policy
from components.storage.labels_table import LabelsTable
from components.storage.profiles_table import ProfilesTable
from components.storage.reviews_table import ReviewsTable
from components.storage.strategies_table import StrategiesTable
from components.storage.tables import ScoresTable, TransactionsTable


@dataclass(frozen=True, kw_only=True)
class ExportersArgs:
    """The tables that are exported, and that of strategies, which says what kinds of entity there are."""

    context: Context
    transactions: TransactionsTable
    scores: ScoresTable
    labels: LabelsTable
    reviews: ReviewsTable
    profiles: ProfilesTable
    strategies: StrategiesTable


class Exporters(ComponentResource):
    """The right to read all payments and what became of them; it allows to write nothing."""

    policy_arn: Output[str]

    def __init__(self, name: str, args: ExportersArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Exporters", name, {}, opts)
        grants = [
            args.transactions.grant_look_through(),
            args.scores.grant_look_up(),
            args.labels.grant_look_up(),
            args.reviews.grant_look_up(),
            args.profiles.grant_look_up(),
            args.strategies.grant_read(),
            *args.context.key_grants(),
        ]
        policy = iam.Policy(
            f"{name}-policy",
            name=args.context.physical_name("fraud-exporter"),
            description="To attach to those who export payments and what became of them; allows nothing else.",
            policy=identity_policy(grants),
            opts=ResourceOptions(parent=self),
        )
        self.policy_arn = policy.arn
        self.register_outputs({"policy_arn": self.policy_arn})
