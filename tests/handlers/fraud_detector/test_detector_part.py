"""The part of a document that says of which detector it is is checked when the document is loaded."""

from typing import Any

import pytest

from handlers.decision.strategy.document import digest
from handlers.decision.strategy.loading import load
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.fraud_detector.detectors import DOCUMENT, PART, strategy


def test_a_document_with_the_part_is_a_strategy_known_by_another_digest() -> None:
    without = {name: value for name, value in DOCUMENT.items() if name != "fraud_detector"}
    assert strategy().digest != digest({**strategy().document, "fraud_detector": {}})
    assert digest({**without, "fraud_detector": {}}) == digest(without), "older documents keep theirs"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"detector": "Shop"}, "detector must be 1 to 64"),
        ({"versions": []}, "versions must be a list of versions"),
        ({"versions": ["0"]}, "versions must be a list of versions"),
        ({"variables": {"price": {"type": "float"}}}, "variables must say of each variable"),
        ({"variables": {"a:b": {"type": "FLOAT"}}}, "variables must say of each variable"),
        ({"fields": {"amount": "cost"}}, "amount is cost, which is no variable"),
        ({"fields": {"total": "price"}}, "fields must say which variable"),
        ({"rules": {"nobodys": {"id": "a", "version": "1", "outcomes": ["b"]}}}, "nobodys is the code of no rule"),
        ({"labels": {"fraud": ["1"], "legitimate": ["1"]}}, "1 means fraud and legitimate"),
        ({"detectors": "shop"}, "detectors is no field here"),
    ],
)
def test_what_is_wrong_with_it_is_said(change: dict[str, Any], said: str) -> None:
    found = load({**DOCUMENT, "fraud_detector": {**PART, **change}})
    assert not isinstance(found, Strategy)
    assert any(said in each.message and each.path[0] == "fraud_detector" for each in found)


def test_a_field_that_is_missing_is_said() -> None:
    found = load({**DOCUMENT, "fraud_detector": {"detector": "shop"}})
    assert not isinstance(found, Strategy)
    missing = {each.message for each in found}
    assert missing == {f"{name} is missing" for name in ("versions", "event_type", "entity_types", "variables")}
