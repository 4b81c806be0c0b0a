"""Characters that SQS and SNS refuse are escaped, and nothing else is changed."""

import json

import pytest

from handlers.aws.dead_letter_queue import DeadLetter
from handlers.contract.strict_json import as_xml_bytes, as_xml_text
from tests.handlers.ingestion_on_aws import IngestionOnAws


@pytest.mark.parametrize("character", ["\ufffe", "\uffff"])
def test_a_character_that_xml_refuses_is_escaped_and_means_the_same(character: str) -> None:
    body = json.dumps({"merchant": f"a{character}b"}, ensure_ascii=False)

    escaped = as_xml_text(body)

    assert character not in escaped
    assert json.loads(escaped) == {"merchant": f"a{character}b"}
    assert as_xml_bytes(body.encode()) == escaped.encode()


def test_all_other_text_stays_as_it_is() -> None:
    body = json.dumps({"merchant": "Zoë 🐝 \\ufffe \ufffd\U0001ffff"}, ensure_ascii=False)

    assert as_xml_text(body) == body
    assert as_xml_bytes(body.encode()) == body.encode()


def test_the_queue_keeps_a_merchant_with_such_a_character(ingestion: IngestionOnAws) -> None:
    ingestion.module.dead_letters.send(DeadLetter('{"merchant":"\uffff"}', "reason"))

    (message,) = ingestion.queued_messages
    assert json.loads(message["Body"]) == {"merchant": "\uffff"}
