"""An alert contains everything known of its transaction, exactly, in a form that SNS accepts."""

import json
from decimal import Decimal
from typing import Any

from handlers.aws.alert_publisher import AlertPublisher
from handlers.contract.transaction import Transaction
from handlers.decision.alert import alert_of
from tests.handlers.strategies import decide


class RecordingTopic:
    """A topic that notes its messages."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def publish(self, **message: Any) -> None:
        self.messages.append(message)


def published_alert(**fields: Any) -> dict[str, Any]:
    known = {"transaction_id": "a", "timestamp": 1, "amount": Decimal(20_000), "merchant": "crypto", **fields}
    topic: Any = RecordingTopic()
    AlertPublisher(topic, "arn", "test").publish(alert_of(decide(Transaction(**known))))
    (message,) = topic.messages
    return dict(message)


def test_a_merchant_with_a_character_that_xml_refuses_is_alerted_as_it_is() -> None:
    message = published_alert(merchant="crypto \uffff")

    assert "\uffff" not in message["Message"]
    assert json.loads(message["Message"])["merchant"] == "crypto \uffff"


def test_an_id_from_another_writer_is_published_without_characters_that_sns_refuses() -> None:
    refused = [*map(chr, range(0x20)), "\ufffe", "\uffff"]

    for character in refused:
        message = published_alert(transaction_id=f"a{character}b")

        attribute = message["MessageAttributes"]["transaction_id"]["StringValue"]
        assert character in "\t\n\r" or character not in attribute + message["Message"]
        assert json.loads(message["Message"])["transaction_id"] == f"a{character}b"
        assert json.loads(f'"{attribute}"', strict=False) == f"a{character}b"


def test_currency_customer_and_terminal_are_in_the_alert_if_they_are_known() -> None:
    known = {"currency": "IDR", "customer_id": "C-1", "terminal_id": "T-1"}

    told = json.loads(published_alert(**known)["Message"])

    assert {name: told.get(name) for name in known} == known
    assert not known.keys() & json.loads(published_alert()["Message"]).keys()
