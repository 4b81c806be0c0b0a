"""Privacy officers: a policy to attach to those who find and erase what is stored of a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import iam

from components.compute.dead_letter_queue import DeadLetterQueue
from components.compute.function import Function
from components.context import Context
from components.grants import Grant, identity_policy
from components.storage.decisions_table import DecisionsTable
from components.storage.labels_table import LabelsTable
from components.storage.profiles_table import ProfilesTable
from components.storage.reviews_table import ReviewsTable
from components.storage.strategies_table import StrategiesTable
from components.storage.tables import ScoresTable, TransactionsTable


@dataclass(frozen=True, kw_only=True)
class ErasureOfficersArgs:
    """All tables and queues in which something of a person may be, and the function that scores others' payments."""

    context: Context
    scoring: Function
    transactions: TransactionsTable
    scores: ScoresTable
    labels: LabelsTable
    reviews: ReviewsTable
    decisions: DecisionsTable
    profiles: ProfilesTable
    strategies: StrategiesTable
    queues: Sequence[DeadLetterQueue]


class ErasureOfficers(ComponentResource):
    """The right to erase: to read the tables through, to delete items and messages, and to record it."""

    policy_arn: Output[str]

    def __init__(self, name: str, args: ErasureOfficersArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:ErasureOfficers", name, {}, opts)
        grants = [
            args.scoring.grant_invoke(),
            args.transactions.grant_erase(),
            args.scores.grant_erase(),
            args.labels.grant_erase(),
            args.reviews.grant_erase(),
            args.decisions.grant_erase(),
            args.profiles.grant_erase(),
            args.strategies.grant_record_erasures(),
            look_through(args.queues),
            *args.context.key_grants(),
        ]
        policy = iam.Policy(
            f"{name}-policy",
            name=args.context.physical_name("fraud-erasure-officer"),
            description="To attach to those who erase what is stored of a person; allows nothing else.",
            policy=identity_policy(grants),
            opts=ResourceOptions(parent=self),
        )
        self.policy_arn = policy.arn
        self.register_outputs({"policy_arn": self.policy_arn})


def look_through(queues: Sequence[DeadLetterQueue]) -> Grant:
    """Allow to receive the messages of queues, to delete some and to release the others."""
    actions = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes")
    return Grant(name="LookThroughQueues", actions=actions, resources=tuple(each.arn for each in queues))
