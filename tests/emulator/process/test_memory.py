"""A text that ministack has parsed it does not parse again, and no change that a caller makes reaches another."""

from types import ModuleType
from typing import Any

import pytest

from emulator.process.memory import patch_parsing


class Parsers:
    """Ministack's three functions, patched, and what they were asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.dynamodb, self.iam = (ModuleType(name) for name in ("dynamodb", "iam_evaluator"))
        self.dynamodb.__dict__.update(_tokenize=self._split, _condition_syntax_error=self._error)
        self.iam.__dict__["parse_policy_document"] = self._split
        patch_parsing(self.dynamodb, self.iam)

    def _split(self, given: Any) -> list[Any]:
        self.asked.append(given)
        return list(given)

    def _error(self, expression: str, slot: str) -> None:
        self.asked.append((expression, slot))
        if expression == "a =":
            raise ValueError(f"Invalid {slot}")


@pytest.mark.parametrize("of", ["dynamodb._tokenize", "iam.parse_policy_document"])
def test_a_text_is_parsed_once_and_each_caller_has_a_list_of_its_own(of: str) -> None:
    parsers = Parsers()
    module, name = of.split(".")
    parse = getattr(getattr(parsers, module), name)

    parse("a b").append("changed")

    assert parse("a b") == ["a", " ", "b"]
    assert parse("c") == ["c"]
    assert parsers.asked == ["a b", "c"]


def test_a_policy_that_is_no_text_is_parsed_as_before() -> None:
    parsers = Parsers()
    for _ in range(2):
        assert parsers.iam.parse_policy_document({"Statement": []}) == ["Statement"]
    assert len(parsers.asked) == 2


def test_a_condition_is_checked_once_in_each_place_and_a_wrong_one_is_an_error_each_time() -> None:
    parsers = Parsers()
    for _ in range(2):
        assert parsers.dynamodb._condition_syntax_error("a = b", "FilterExpression") is None  # noqa: SLF001
        with pytest.raises(ValueError, match="Invalid FilterExpression"):
            parsers.dynamodb._condition_syntax_error("a =", "FilterExpression")  # noqa: SLF001
    parsers.dynamodb._condition_syntax_error("a = b", "ConditionExpression")  # noqa: SLF001
    assert parsers.asked.count(("a = b", "FilterExpression")) == 1
    assert ("a = b", "ConditionExpression") in parsers.asked
