"""The profile of a customer whose traffic went through the deployed pipeline is what a count by hand gives."""

import time
from decimal import Decimal
from typing import Any

from fraudctl.stacks.local_stack import LocalStack
from handlers.decision.entity.feature import DAY, HOUR
from handlers.decision.profile.amounts import Amounts
from handlers.decision.profile.buckets import SMALL
from handlers.decision.profile.codec import decode
from handlers.decision.profile.past import Past
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.window import Window
from tests.pipeline.stack_calls import items, post_and_score, post_transaction, score

PAYMENTS, APART = 30, 100 * 60_000
"""More than a profile holds one by one, and the milliseconds between two: no window begins in an hour that has one."""


def profile_of(stack: LocalStack, entity: str) -> Profile:
    """Return the profile of an entity in the stack's table."""
    found = {item["entity"]: item for item in items(stack, "fraud_profiles_table_name")}
    item = found[f"profile#{entity}"]
    assert int(item["expiry"]) - time.time() > 399 * 86_400
    return decode(item["profile"])


def test_traffic_of_a_customer_ends_as_the_profile_that_a_count_by_hand_gives(pipeline: LocalStack) -> None:
    newest = (int(time.time() * 1000) // HOUR - 1) * HOUR + HOUR // 2
    payments: list[dict[str, Any]] = [
        {
            "transaction_id": f"habit-{number:02}",
            "amount": Decimal(number % 10) + Decimal("0.25"),
            "merchant": f"Shop {number % 3}",
            "timestamp": newest - (PAYMENTS - 1 - number) * APART,
            "customer_id": "habitual",
            "terminal_id": f"habitual-{number % 4}",
            "currency": "EUR",
        }
        for number in range(PAYMENTS)
    ]
    foreign = {**payments[0], "transaction_id": "habit-foreign", "timestamp": newest - 1, "currency": "USD"}
    future = {**payments[0], "transaction_id": "habit-future", "timestamp": newest + 2 * HOUR}
    post_and_score(pipeline, payments[:20])
    for again in payments[:3]:
        assert post_transaction(pipeline, {**again, "amount": float(again["amount"])}).body["duplicate"]
    post_and_score(pipeline, [*payments[20:][::-1], foreign, future])

    profile = profile_of(pipeline, "customer#habitual")

    assert (profile.currency, profile.count) == ("EUR", PAYMENTS + 1)
    assert (profile.first, profile.last) == (payments[0]["timestamp"], newest)
    assert [each.count for each in profile.met] == [4, 3, 0], "terminals, merchants, and no customers"
    before = newest + 1
    for length in (HOUR, DAY, 7 * DAY):
        listed = [each for each in [*payments, foreign] if before - length <= each["timestamp"] < before]
        window = Window(Past(profile, before), length)
        assert window.count == len(listed)
        assert Amounts(window).total == 10_000 * sum(each["amount"] for each in listed if each["currency"] == "EUR")
        if length <= DAY:
            assert window.count_of(SMALL) == sum(each["amount"] <= 5 for each in listed)
    assert [profile_of(pipeline, f"terminal#habitual-{each}").count for each in range(4)] == [9, 8, 7, 7]
    assert score(pipeline, "habit-29")["decision"].startswith('{"as_of":')
