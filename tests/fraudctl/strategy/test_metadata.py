"""Rules that read the metadata of a request decide by it as it is stored."""

from typing import Any

import pytest

from fraudctl.strategy.explain import Verdict, explain
from fraudctl.strategy.request import parse_transaction
from fraudctl.strategy.results import run_examples
from handlers.decision.decide import Decider
from tests.fraudctl.strategy.written import checked, rule, strategy

RISKY = rule("risky", 'metadata["risk score"] > 0.9')


def explained(when: str, metadata: str) -> Any:
    transaction = parse_transaction(f'{{"metadata": {metadata}}}'.encode())
    (found,) = explain(Decider(strategy(rule("first", when))).decide(transaction))
    return found


@pytest.mark.parametrize(
    ("when", "metadata", "verdict", "filled"),
    [
        ('metadata.channel == "web"', '{"channel": "web"}', Verdict.FIRED, "'web' == \"web\""),
        ("metadata.risk > 0.9", '{"risk": 0.95}', Verdict.FIRED, "0.95 > 0.9"),
        ("metadata.vip", '{"vip": true}', Verdict.FIRED, "True"),
        ("not metadata.vip", '{"vip": true}', Verdict.HELD_NOT, "not True"),
        ("metadata.risk > 0.9", '{"risk": "high"}', Verdict.MISTYPED, "'high' > 0.9"),
        ("metadata.risk > 0.9", "{}", Verdict.ABSENT, "absent > 0.9"),
        ("missing(metadata.risk)", '{"risk": null}', Verdict.FIRED, "missing(absent)"),
        ("missing(metadata.risk)", '{"risk": "high"}', Verdict.HELD_NOT, "missing('high')"),
    ],
)
def test_metadata_is_explained_in_the_kind_that_it_came_in(
    when: str, metadata: str, verdict: Verdict, filled: str
) -> None:
    found = explained(when, metadata)
    assert (found.verdict, found.filled) == (verdict, filled)


def test_an_example_may_have_metadata() -> None:
    example = "examples:\n  - {transaction: {metadata: {risk score: 0.95}}, reasons: [risky]}\n"
    assert run_examples(checked(RISKY, more=example)).passed
