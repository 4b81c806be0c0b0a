"""The events of a transaction that people told: its review, and its labels."""

from collections.abc import Iterator, Sequence

from fraudctl.client.label_rows import find_labels, label_detail, label_verdict
from fraudctl.client.row_facts import StoredRow, epoch_time
from fraudctl.observe.timeline_event import TimelineEvent
from fraudctl.reviews.review_row import find_review, review_facts
from fraudctl.stacks.target import Target


def told_events(target: Target, transaction_id: str) -> Iterator[TimelineEvent]:
    """Yield what people did: their review, and their labels."""
    yield from _labelled(find_labels(target, transaction_id))
    for fact in review_facts(find_review(target, transaction_id)):
        yield TimelineEvent(at=fact.at, stage="reviews", what=fact.what, detail=fact.detail)


def _labelled(labels: Sequence[StoredRow]) -> Iterator[TimelineEvent]:
    for label in labels:
        if received := epoch_time(label.get("received")):
            yield TimelineEvent(at=received, stage="labels", what=label_verdict(label), detail=label_detail(label))
