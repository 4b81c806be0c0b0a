"""A strategy with a model at the command line: checked, explained, compared, written and read back."""

from decimal import Decimal
from typing import Any

from fraudctl.strategy.checked import check_text
from fraudctl.strategy.difference import differences
from fraudctl.strategy.explain import decision_facts
from fraudctl.strategy.view import checked_rows, decision_rows, difference_rows
from fraudctl.strategy.yaml_text import yaml_of
from handlers.decision.decide import Decider
from handlers.decision.model.packed import Split
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.decision.model.models import AMOUNT_TREE, expected, part
from tests.handlers.decision.strategy.documents import loaded, rule, transaction

BUSY = Split(1, 5.0, missing_left=True, mean=0.25, left=0.0, right=1.0)
TWO = part([AMOUNT_TREE, BUSY], ["amount", "customer.count_24h"], trained={"rows": Decimal(500), "until": "2026-11-01"})


def with_model(model: Any = TWO) -> Strategy:
    return loaded(rule("risky", "model.score > 0.5", weight=Decimal("0.9")), model=model)


def written() -> str:
    return yaml_of(with_model().document)


def test_what_is_written_is_read_back_with_its_model_last() -> None:
    text = written()
    checked = check_text(text, "written.yaml")
    assert checked.strategy
    assert checked.strategy.digest == with_model().digest
    assert text.splitlines()[-6:-4] == ["model:", "  features: [amount, customer.count_24h]"]
    assert text.splitlines()[-1] == "  trained: {rows: 500, until: '2026-11-01'}"
    (said,) = [row.plain for row in checked_rows(checked)]
    assert said == "written.yaml: strategy tried, 1 rule, a model of 2 trees, 0 examples, 0 warnings, no errors"


def errors(before: str, after: str) -> list[tuple[int | None, int | None, str]]:
    checked = check_text(written().replace(before, after), "broken.yaml")
    assert checked.strategy is None
    return [(each.line, each.column, each.message) for each in checked.errors]


def test_an_unknown_feature_is_told_with_line_and_column() -> None:
    (found,) = errors("[amount, customer.count_24h]", "[amount, customer.count_42h]")
    line = written().splitlines().index("  features: [amount, customer.count_24h]") + 1
    assert found == (line, 22, "customer.count_42h is no feature that is a number, or true or false")


def test_trees_that_are_cut_are_told_with_their_line() -> None:
    (found,) = errors(TWO["trees"], TWO["trees"][:-4])
    line = next(n for n, text in enumerate(written().splitlines(), 1) if text.startswith("  trees:"))
    assert found[:2] == (line, 10)


def test_the_score_without_a_model_is_told_with_its_column() -> None:
    text = "name: none\nthresholds: {review: 0.8, decline: 0.9}\nrules:\n"
    checked = check_text(text + "  - {code: risky, when: model.score > 0.5, weight: 1}\n", "none.yaml")
    (found,) = checked.errors
    assert (found.line, found.column, found.message) == (4, 25, "model.score is read, and the strategy has no model")


def test_bounds_of_the_score_are_known_to_warnings() -> None:
    checked = check_text(written().replace("model.score > 0.5", "model.score > 1"), "never.yaml")
    assert [each.message for each in checked.warnings] == ["risky can never fire [never-fires]"]


def test_an_explanation_tells_what_moved_the_score_most() -> None:
    decision = Decider(with_model()).decide(transaction(amount=Decimal(500), customer_id="C-1"))
    told = [row.plain for row in decision_rows(decision)]
    assert told[3:6] == [
        "  model.score 0.731058579, moved most, in log-odds, by",
        "      amount 500: +1.5000",
        "      customer.count_24h absent: -0.2500",
    ]
    assert told[2] == "      0.731058579 > 0.5"
    assert decision_facts(decision)["model"] == {
        "score": Decimal("0.731058579"),
        "pushes": [
            {"feature": "amount", "value": Decimal(500), "contribution": Decimal("1.5")},
            {"feature": "customer.count_24h", "value": None, "contribution": Decimal("-0.25")},
        ],
    }


def told(one: Any, other: Any) -> list[str]:
    before, after = with_model(one), with_model(other)
    return [row.plain for row in difference_rows(before, after, differences(before.document, after.document))]


def test_another_model_is_told_without_its_arrays() -> None:
    other = part([AMOUNT_TREE, 0.5, 0.25], ["amount", "customer.count_1h"], base=Decimal(-3))
    assert told(TWO, other) == [
        "~ changed model",
        "    no longer reads customer.count_24h",
        "    now reads customer.count_1h",
        "    trees: 2 → 3, other ones",
        "    base: other",
        "    trained: other",
    ]


def test_a_model_that_expects_other_shares_is_told() -> None:
    assert told(part(expected=expected()), part()) == ["~ changed model", "    expected shares: other"]


def test_a_model_that_came_or_went_is_told() -> None:
    plain, scored = loaded(), loaded(model=TWO)
    (difference,) = differences(plain.document, scored.document)
    assert difference.details == ("model: none → 2 trees over 2 features",)
    (difference,) = differences(scored.document, plain.document)
    assert difference.details == ("model: 2 trees over 2 features → none",)
