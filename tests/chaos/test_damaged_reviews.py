"""The rows that the campaign plants are in the index of what is due, and none of them is a review."""

from types import SimpleNamespace
from typing import Any

import pytest

from chaos.ledger import Ledger
from chaos.traffic.damaged_reviews import AT_ONCE, COUNT, plant_damaged_reviews
from handlers.aws.attributes import from_attributes
from handlers.aws.overdue import MOST_OF_A_RUN
from handlers.decision.review_item import UnreadableReview, from_item


def test_more_are_planted_than_a_run_works_on_and_each_is_unreadable_and_due() -> None:
    put = list[dict[str, Any]]()

    def batch_write_item(RequestItems: dict[str, Any]) -> None:  # noqa: N803 -- as AWS spells it
        assert len(RequestItems["reviews"]) <= AT_ONCE
        put.extend(from_attributes(each["PutRequest"]["Item"]) for each in RequestItems["reviews"])

    client, ledger = SimpleNamespace(batch_write_item=batch_write_item), Ledger()
    target: Any = SimpleNamespace(client=lambda _: client, exports={"fraud_reviews_table_name": "reviews"})
    plant_damaged_reviews(target, ledger, "kind")

    assert len({each["transaction_id"] for each in put}) == COUNT > MOST_OF_A_RUN
    for each in put:
        assert {"review_shard", "due"} <= set(each)
        with pytest.raises(UnreadableReview):
            from_item(each)
    assert {name: planted.row for name, planted in ledger.reviews.damaged.items()} == {
        each["transaction_id"]: each for each in put
    }
