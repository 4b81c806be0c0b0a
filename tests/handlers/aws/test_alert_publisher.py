"""An alert contains everything known of its transaction, exactly, in forms that SNS accepts, one of them for people."""

import json
from decimal import Decimal
from typing import Any

from handlers.aws.alert_publisher import AlertPublisher
from handlers.contract.transaction import Transaction
from handlers.decision.alert import alert_of
from handlers.decision.strategy.document import MOST_RULES
from tests.handlers.strategies import decide, strategy_of


class RecordingTopic:
    """A topic that notes its messages."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def publish(self, **message: Any) -> None:
        self.messages.append(message)


def published_alert(**fields: Any) -> dict[str, Any]:
    known = {"transaction_id": "a", "timestamp": 1, "amount": Decimal(20_000), "merchant": "crypto", **fields}
    topic: Any = RecordingTopic()
    AlertPublisher(topic, "arn", "test", "the dashboard").publish(alert_of(decide(Transaction(**known))))
    (message,) = topic.messages
    assert message["MessageStructure"] == "json"
    return dict(message)


def for_programs(message: dict[str, Any]) -> Any:
    """Return what a queue, a function or a webhook gets."""
    return json.loads(json.loads(message["Message"])["default"])


def test_a_merchant_with_a_character_that_xml_refuses_is_alerted_as_it_is() -> None:
    message = published_alert(merchant="crypto \uffff")

    assert "\uffff" not in message["Message"]
    assert for_programs(message)["merchant"] == "crypto \uffff"


def test_an_id_from_another_writer_is_published_without_characters_that_sns_refuses() -> None:
    refused = [*map(chr, range(0x20)), "\ufffe", "\uffff"]

    for character in refused:
        message = published_alert(transaction_id=f"a{character}b")

        attribute = message["MessageAttributes"]["transaction_id"]["StringValue"]
        assert character in "\t\n\r" or character not in attribute + message["Message"]
        assert for_programs(message)["transaction_id"] == f"a{character}b"
        assert json.loads(f'"{attribute}"', strict=False) == f"a{character}b"


def test_currency_customer_and_terminal_are_in_the_alert_if_they_are_known() -> None:
    known = {"currency": "IDR", "customer_id": "C-1", "terminal_id": "T-1"}

    told = for_programs(published_alert(**known))

    assert {name: told.get(name) for name in known} == known
    assert not known.keys() & for_programs(published_alert()).keys()


def test_people_get_a_text_under_the_same_subject() -> None:
    message = published_alert(merchant="crypto", currency="USD")

    sent = json.loads(message["Message"])
    assert (sent.keys(), message["Subject"]) == ({"default", "email"}, "Fraud Alert")
    assert "\nAmount       20000 USD\n" in sent["email"]
    assert "\n  fraudctl show a --stack test\n" in sent["email"]
    assert "\n  the dashboard\n" in sent["email"]


def test_the_largest_alert_is_taken_by_sns() -> None:
    when = "'\u4e2d' in merchant and customer_id != '' and terminal_id != ''"
    rules = [{"code": f"a{each:063}", "when": when, "tags": [f"{each % 100:064}"]} for each in range(MOST_RULES)]
    texts: dict[str, Any] = dict.fromkeys(
        ("transaction_id", "merchant", "customer_id", "terminal_id"), "\u4e2d" + "\u202e" * 255
    )
    payment = Transaction(timestamp=1, amount=Decimal("9" * 38), **texts)
    topic: Any = RecordingTopic()

    AlertPublisher(topic, "arn", "e" * 32, "d" * 256).publish(alert_of(decide(payment, strategy_of(*rules))))

    (message,) = topic.messages
    assert len(json.loads(json.loads(message["Message"])["default"])["reasons"]) == MOST_RULES
    assert len(message["Message"].encode()) < 256 * 1024 - 4096  # the attributes count as well
