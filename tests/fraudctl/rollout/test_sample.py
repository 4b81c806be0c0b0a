"""The sample has the newest decisions, with what they were made of."""

from decimal import Decimal

from fraudctl.rollout.trial.sample import Sampler
from handlers.aws.attributes import to_attributes
from tests.fraudctl.rollout.stack_of_strategies import EXPORTS, MemoryTarget
from tests.handlers.strategies import strategy_of

STRATEGY = strategy_of({"when": "customer.count_1h > 1", "weight": Decimal("0.9")})


def sampled(stack: MemoryTarget, most: int) -> Sampler:
    return Sampler(
        client=stack.client("dynamodb"),
        scores=EXPORTS["fraud_scores_table_name"],
        transactions=EXPORTS["transactions_table_name"],
        most=most,
    )


def test_of_more_decisions_than_it_takes_it_has_the_newest(stack: MemoryTarget) -> None:
    for number in range(30):
        stack.decide(STRATEGY, number=number)
    found = sampled(stack, 10).sample()

    assert [each.transaction.transaction_id for each in found] == [f"tx-{number}" for number in range(29, 19, -1)]


def test_a_decision_comes_with_its_features_and_says_if_it_was_alerted(stack: MemoryTarget) -> None:
    stack.decide(STRATEGY, {"customer.count_1h": Decimal(2)}, number=1, customer_id="C-1")
    stack.decide(STRATEGY, number=2, customer_id="C-1")
    quiet, loud = sampled(stack, 10).sample()

    assert (loud.outcome, loud.alerted, list(loud.basis.features["customer"].values())) == ("review", True, [2])
    assert (quiet.outcome, quiet.alerted, list(quiet.basis.absent)) == ("approve", False, ["customer"])


def test_what_cannot_be_decided_again_is_left_out(stack: MemoryTarget) -> None:
    client = stack.client("dynamodb")
    for number in range(4):
        stack.decide(STRATEGY, number=number)
    row = {"transaction_id": "tx-0", "timestamp": 1, "fraud_score": 0, "reasons": []}
    client.put_item(TableName="fraud-scores-test", Item=to_attributes(row))
    client.put_item(
        TableName="fraud-scores-test", Item=to_attributes({**row, "transaction_id": "gone", "decision": "{}"})
    )
    paid = {"transaction_id": "tx-1", "merchant": "Shop"}
    stamp = client.get_item(TableName="fraud-scores-test", Key={"transaction_id": {"S": "tx-1"}})["Item"]["timestamp"]
    client.put_item(TableName="transactions-test", Item={**to_attributes(paid), "timestamp": stamp})

    assert sorted(each.transaction.transaction_id for each in sampled(stack, 10).sample()) == ["tx-2", "tx-3"]
