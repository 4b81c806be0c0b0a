"""The events of labels, published after their row is stored; what a crash leaves unpublished, the row still owes."""

import random

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.concurrency import Budget, map_concurrently
from handlers.aws.event_publisher import EventPublisher
from handlers.aws.feedback_troubles import FeedbackTroubles
from handlers.aws.label_store import LabelStore
from handlers.aws.labelled_transactions import trouble_of
from handlers.contract.errors import BudgetSpent, PartialBatchError
from handlers.decision.label_event import label_event
from handlers.decision.labelled_item import UnreadableLabels
from handlers.decision.labelled_row import LabelledRow


class LabelEvents:
    """Publishes what rows of labels owe."""

    def __init__(self, labels: LabelStore, publisher: EventPublisher, environment: str) -> None:
        self._labels = labels
        self._publisher = publisher
        self._environment = environment

    def publish(self, row: LabelledRow, budget: Budget, troubles: FeedbackTroubles) -> bool:
        """Publish what a row owes and settle that; return False where some is owed still, and note why.

        A row that another wrote meanwhile owes it anew, to be told again.
        """
        if not row.owed_labels:
            return True
        published, reason = self._published(row, budget)
        try:
            if published and not self._labels.settle(row, published):
                reason = "another wrote the row"
        except (ClientError, BotoCoreError) as error:
            reason = trouble_of(error)
            budget.failed()
        if reason:
            troubles.unpublished[row.transaction_id] = reason
        return not reason

    def _published(self, row: LabelledRow, budget: Budget) -> tuple[int, str | None]:
        """Publish what a row owes, the longest owed first; return how many were, and why not all."""
        for number, each in enumerate(row.owed_labels):
            try:
                budget.require()
                self._publisher.publish(label_event(row.transaction_id, each, self._environment))
            except (BudgetSpent, PartialBatchError, ClientError, BotoCoreError) as error:
                if not isinstance(error, BudgetSpent):
                    budget.failed()
                return number, trouble_of(error)
        budget.succeeded()
        return len(row.owed_labels), None

    def publish_owed(self, until: int, budget: Budget, troubles: FeedbackTroubles) -> list[int]:
        """Publish what rows owe since a time, or for longer; return since when those do that owe it still.

        Raises:
            BudgetSpent, ClientError, BotoCoreError: there was no time, or the index of them did not answer.
        """
        found = list(self._labels.owed(until, budget).items())
        owed = random.sample(found, len(found))  # some that fail in every run are not always the first
        published = map_concurrently(lambda each: self._publish_row(each[0], budget, troubles), owed)
        return [since for (_, since), is_published in zip(owed, published, strict=True) if not is_published]

    def _publish_row(self, name: str, budget: Budget, troubles: FeedbackTroubles) -> bool:
        try:
            budget.require()
            row = self._labels.read(name)
        except UnreadableLabels as error:
            troubles.unreadable[name] = str(error)
            return False
        except (BudgetSpent, ClientError, BotoCoreError) as error:
            troubles.unpublished[name] = trouble_of(error)
            return False
        return self.publish(row, budget, troubles)
