"""Alerts go out while there is time for them, and one that fails holds up no other."""

import json
from decimal import Decimal
from typing import Any

from botocore.exceptions import ClientError

from handlers.domain.rules import DEFAULT_RULES
from handlers.domain.transaction import Transaction
from handlers.domain.verdict import Verdict, assess
from handlers.edges.alerts_topic import LONGEST, AlertsTopic


class Topic:
    """Takes what it is told to, in as many seconds as it is told, on a clock of its own."""

    def __init__(self, *, seconds: float = 0.0, refused: str = "") -> None:
        self.now = 0.0
        self.messages: list[dict[str, Any]] = []
        self._seconds, self._refused = seconds, refused

    def publish(self, **message: Any) -> None:
        self.now += self._seconds
        if json.loads(message["Message"])["transaction_id"] == self._refused:
            raise ClientError({"Error": {"Code": "InvalidParameter", "Message": ""}}, "Publish")
        self.messages.append(message)


def risky(identity: str, merchant: str = "crypto") -> Verdict:
    transaction = Transaction(transaction_id=identity, timestamp=1, amount=Decimal(20_000), merchant=merchant)
    return assess(transaction, DEFAULT_RULES)


def published(topic: Any, *verdicts: Verdict) -> list[str]:
    left = AlertsTopic(topic, "arn").publish(verdicts, clock=lambda: topic.now)
    return [verdict.transaction.transaction_id for verdict in left]


def test_one_that_is_refused_holds_up_no_other() -> None:
    topic = Topic(refused="b")

    assert published(topic, risky("a"), risky("b"), risky("c")) == ["b"]
    assert [json.loads(each["Message"])["transaction_id"] for each in topic.messages] == ["a", "c"]


def test_those_for_which_there_is_no_time_left_are_left_to_the_repeat() -> None:
    topic = Topic(seconds=LONGEST / 2 + 1)

    assert published(topic, risky("a"), risky("b"), risky("c")) == ["c"]
    assert len(topic.messages) == 2


def test_a_merchant_with_a_character_that_xml_refuses_is_alerted_as_it_is() -> None:
    topic = Topic()

    assert published(topic, risky("a", "crypto \uffff")) == []
    (message,) = topic.messages
    assert "\uffff" not in message["Message"]
    assert json.loads(message["Message"])["merchant"] == "crypto \uffff"
