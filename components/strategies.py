"""Operators of strategies: a policy to attach to those who change at run time what is decided by."""

from dataclasses import dataclass

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import iam

from components.context import Context
from components.grants import identity_policy
from components.storage.labels_table import LabelsTable
from components.storage.profiles_table import ProfilesTable
from components.storage.strategies_table import StrategiesTable
from components.storage.tables import ScoresTable, TransactionsTable


@dataclass(frozen=True, kw_only=True)
class StrategyOperatorsArgs:
    """The table that operators change, and those by which they try, compare and replay before and after."""

    context: Context
    strategies: StrategiesTable
    transactions: TransactionsTable
    scores: ScoresTable
    profiles: ProfilesTable
    labels: LabelsTable


class StrategyOperators(ComponentResource):
    """The right to deploy strategies and take them back, to keep lists, and to read what was decided and labelled."""

    policy_arn: Output[str]

    def __init__(self, name: str, args: StrategyOperatorsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:StrategyOperators", name, {}, opts)
        grants = [
            args.strategies.grant_change(),
            args.scores.grant_read_all(),
            args.transactions.grant_read_all(),
            args.profiles.grant_list(),
            args.labels.grant_look_up(),
            *args.context.key_grants(),
        ]
        policy = iam.Policy(
            f"{name}-policy",
            name=args.context.physical_name("fraud-strategies-operator"),
            description="To attach to those who deploy strategies and keep lists; allows nothing else.",
            policy=identity_policy(grants),
            opts=ResourceOptions(parent=self),
        )
        self.policy_arn = policy.arn
        self.register_outputs({"policy_arn": self.policy_arn})
