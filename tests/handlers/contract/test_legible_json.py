"""Log lines, alerts and responses hold no control character and no character that a reader does not see."""

import contextlib
import io
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from handlers.aws.alert_publisher import AlertPublisher
from handlers.aws.log import Logger
from handlers.contract.errors import Refused
from handlers.contract.http import error_response
from handlers.contract.invisible import is_hidden, legible_json
from handlers.contract.transaction import Transaction
from handlers.decision.alert import alert_of
from tests.handlers.strategies import decide

HIDDEN = "\x00\x07\n\x1b\x7f\x85\x9b\u00ad\u200b\u202e\u2028\u2066\ufeff\uffff\U000e0041"
texts = st.text(st.one_of(st.sampled_from(HIDDEN), st.characters(codec="utf-8")), min_size=1)


def hidden_characters(text: str) -> set[str]:
    return set(filter(is_hidden, text))


@given(texts)
def test_json_keeps_its_values_and_has_no_hidden_characters(text: str) -> None:
    plain = json.dumps({text: [text, 1.5]}, ensure_ascii=False, indent=1)

    spelt_out = legible_json(plain)

    assert json.loads(spelt_out) == json.loads(plain)
    assert hidden_characters(spelt_out) <= {"\n"}  # the layout's


def test_visible_text_is_not_changed() -> None:
    assert legible_json('"Żółć 日本 🙂 [x] \\\\"') == '"Żółć 日本 🙂 [x] \\\\"'


@given(texts)
def test_a_line_of_the_log_is_one_line_without_hidden_characters(text: str) -> None:
    stream = io.StringIO()
    with contextlib.redirect_stdout(stream):
        Logger("scoring").info("refused", reason=text)

    line, rest = stream.getvalue().split("\n")
    assert (json.loads(line)["reason"], hidden_characters(line), rest) == (text, set(), "")


@given(texts)
def test_an_alert_has_no_hidden_characters(text: str) -> None:
    sent: list[str] = []

    class Topic:
        def publish(self, **message: Any) -> None:
            sent.append(message["Message"])

    topic: Any = Topic()
    transaction = Transaction(transaction_id="a", timestamp=1, amount=20_000, merchant=text)  # type: ignore[arg-type]
    AlertPublisher(topic, "arn", "test", "the dashboard").publish(alert_of(decide(transaction)))

    forms = json.loads(sent[0])
    assert (json.loads(forms["default"])["merchant"], hidden_characters(sent[0])) == (text, set())
    assert hidden_characters(forms["email"]) == {"\n"}


@given(texts)
def test_a_response_has_no_hidden_characters(text: str) -> None:
    body = error_response(Refused(text, text))["body"]
    assert (json.loads(body)["error"], hidden_characters(body)) == (f"{text}: {text}", set())
