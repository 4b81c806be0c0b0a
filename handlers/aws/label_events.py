"""The events of labels, published after their row is stored; what a crash leaves unpublished, the row still owes."""

import random

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws import overdue
from handlers.aws.concurrency import Budget, map_concurrently
from handlers.aws.event_publisher import NOBODY, EventPublisher
from handlers.aws.feedback_troubles import FeedbackTroubles
from handlers.aws.label_store import LabelStore
from handlers.aws.labelled_transactions import trouble_of
from handlers.contract.errors import BudgetSpent
from handlers.decision.label_event import label_event
from handlers.decision.labelled_item import UnreadableLabels
from handlers.decision.labelled_row import LabelledRow, OwedEvent


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
        owed, reason = self._publish(row, budget)
        try:
            if owed != row.owed_labels and not self._labels.settle(row, owed):
                reason = "another wrote the row"
        except (ClientError, BotoCoreError) as error:
            reason = trouble_of(error)
            budget.failed()
        if reason:
            troubles.unpublished[row.transaction_id] = reason
        return not reason

    def _publish(self, row: LabelledRow, budget: Budget) -> tuple[tuple[OwedEvent, ...], str | None]:
        """Publish what a row owes, the longest owed first by each way; return what is owed still, and why."""
        left, reason, failed = list[OwedEvent](), None, NOBODY
        for each in row.owed_labels:
            event = label_event(row.transaction_id, each, self._environment)
            told = self._publisher.publish(event, budget, each.heard_by, skip=failed)
            if told.trouble:
                failed |= self._publisher.ways.keys() - told.heard_by
                reason = reason or trouble_of(told.trouble)
                left.append(msgspec.structs.replace(each, heard_by=told.heard_by))
        return tuple(left), reason

    def publish_owed(self, until: int, budget: Budget, troubles: FeedbackTroubles) -> list[int]:
        """Publish what rows owe since a time, or for longer; return since when those do that owe it still.

        Raises:
            BudgetSpent, ClientError, BotoCoreError: there was no time, or the index of them did not answer.
        """
        found = self._labels.owed(until, budget.half())
        owed = random.sample(
            list(found), min(len(found), overdue.MOST_OF_A_RUN)
        )  # those that fail are not always first
        published = map_concurrently(lambda each: self._publish_row(each, budget, troubles), owed)
        done = {name for name, is_published in zip(owed, published, strict=True) if is_published}
        return [since for name, since in found.items() if name not in done]

    def _publish_row(self, name: str, budget: Budget, troubles: FeedbackTroubles) -> bool:
        try:
            self._publisher.require(budget)
            row = self._labels.read(name)
        except UnreadableLabels as error:
            troubles.unreadable[name] = str(error)
            return False
        except (BudgetSpent, ClientError, BotoCoreError) as error:
            troubles.unpublished[name] = trouble_of(error)
            return False
        return self.publish(row, budget, troubles)
