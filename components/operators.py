"""Operators of profiles: a policy to attach to those who load, show and rebuild them."""

from dataclasses import dataclass

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import iam

from components.compute.function import Function
from components.context import Context
from components.grants import identity_policy
from components.storage.profiles_table import ProfilesTable
from components.storage.strategies_table import StrategiesTable
from components.storage.tables import ScoresTable, TransactionsTable


@dataclass(frozen=True, kw_only=True)
class ProfileOperatorsArgs:
    """The function that folds past payments, and the tables in which an operator looks."""

    context: Context
    scoring: Function
    transactions: TransactionsTable
    scores: ScoresTable
    profiles: ProfilesTable
    strategies: StrategiesTable


class ProfileOperators(ComponentResource):
    """The right to load, show and rebuild profiles; it allows to write nothing but through Scoring."""

    policy_arn: Output[str]

    def __init__(self, name: str, args: ProfileOperatorsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:ProfileOperators", name, {}, opts)
        grants = [
            args.scoring.grant_invoke(),
            args.profiles.grant_look_up(),
            args.strategies.grant_read(),
            args.transactions.grant_look_through(),
            args.scores.grant_look_up(),
            *args.context.key_grants(),
        ]
        policy = iam.Policy(
            f"{name}-policy",
            name=args.context.physical_name("fraud-profiles-operator"),
            description="To attach to those who load, show and rebuild profiles; allows nothing else.",
            policy=identity_policy(grants),
            opts=ResourceOptions(parent=self),
        )
        self.policy_arn = policy.arn
        self.register_outputs({"policy_arn": self.policy_arn})
