"""The reviews table: what a person is to decide on, who works on it, and what was decided."""

from pulumi import ComponentResource, Output, ResourceOptions

from components.context import Context
from components.grants import Grant
from components.storage.table import Index, index_arn, lasting_table

DUE = Index(name="due", hash_key="review_shard", range_key="due", range_type="N", included="all")
"""The reviews that somebody has to do something about, a person or the schedule, by when."""


class ReviewsTable(ComponentResource):
    """One review a transaction that was to be reviewed; they do not expire."""

    name: Output[str]
    arn: Output[str]

    def __init__(self, name: str, context: Context, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:ReviewsTable", name, {}, opts)
        table = lasting_table(name, ["transaction_id"], context, self, index=DUE)
        self.name = table.name
        self.arn = table.arn
        self.register_outputs({"name": self.name, "arn": self.arn})

    def grant_open(self) -> Grant:
        """Allow to open reviews."""
        return Grant(name="OpenReviews", actions=("dynamodb:PutItem",), resources=(self.arn,))

    def grant_review(self) -> Grant:
        """Allow to read a review, and to change it on condition of its version."""
        return Grant(name="Review", actions=("dynamodb:GetItem", "dynamodb:UpdateItem"), resources=(self.arn,))

    def grant_find(self) -> Grant:
        """Allow to read the review of one transaction."""
        return Grant(name="FindReview", actions=("dynamodb:GetItem",), resources=(self.arn,))

    def grant_look_up(self) -> Grant:
        """Allow to read reviews by their transactions, many at once."""
        return Grant(name="LookUpReviews", actions=("dynamodb:BatchGetItem",), resources=(self.arn,))

    def grant_list_due(self) -> Grant:
        """Allow to list the reviews that are open, claimed or not done with, by when they are due."""
        return Grant(name="ListDueReviews", actions=("dynamodb:Query",), resources=(index_arn(self.arn, DUE),))

    def grant_erase(self) -> Grant:
        """Allow to read all reviews, and to delete them one at a time."""
        actions = ("dynamodb:DescribeTable", "dynamodb:Scan", "dynamodb:GetItem", "dynamodb:DeleteItem")
        return Grant(name="EraseReviews", actions=actions, resources=(self.arn,))
