"""Random rules and their conditions agree on random events: an evaluator that knows nothing of the conversion says so.

`python -m tests.fraudctl.fraud_detector.agreement 100000` compares as many.
"""

from collections import Counter

import pytest

from fraudctl.fraud_detector.conversion import rule
from tests.fraudctl.fraud_detector.agreement import disagreements
from tests.fraudctl.fraud_detector.reference import NoAnswer, Undocumented, Written, matches, value_of


def test_random_rules_and_their_conditions_agree_on_random_events() -> None:
    counts = Counter[str]()
    for seed in range(12):
        found, some = disagreements(seed)
        assert not found, found[0]
        counts += some
    assert counts["compared"] > 2_000
    assert 0.2 < counts["matched"] / counts["compared"] < 0.8
    assert min(counts[each] for each in ("exact", "assumed", "refused")) > 20


@pytest.mark.parametrize(
    ("name", "event", "value"),
    [
        ("amount", {}, 0.0),
        ("amount", {"amount": "2.5"}, 2.5),
        ("amount", {"amount": "ten"}, 0.0),
        ("amount", {"amount": None}, None),
        ("age", {"age": "1.5"}, -1.0),
        ("vip", {"vip": "FALSE"}, False),
        ("email", {"email": ""}, ""),
    ],
)
def test_the_evaluator_takes_the_default_of_what_is_absent(name: str, event: dict[str, str], value: object) -> None:
    assert value_of(name, event) == value


def test_the_evaluator_matches_nothing_where_a_rule_has_no_answer() -> None:
    def divide(_: object) -> bool:
        raise NoAnswer

    def make_something_of_null(_: object) -> bool:
        raise Undocumented

    assert not matches(Written("", 0, divide), {})
    with pytest.raises(Undocumented):
        matches(Written("", 0, make_something_of_null), {})


def test_a_conversion_without_regard_to_defaults_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule, "with_defaults", lambda node, _: node)
    assert any(disagreements(seed)[0] for seed in range(3))
