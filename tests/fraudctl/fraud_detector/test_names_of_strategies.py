"""Names of the service become names that a strategy may have, each once."""

from typing import Any

import pytest

from fraudctl.fraud_detector.conversion.codes import codes_of, kinds_of, tag_of
from fraudctl.fraud_detector.conversion.outcomes import suggested
from fraudctl.fraud_detector.conversion.strategy import strategy_of
from fraudctl.fraud_detector.detector import Detector, NamedList, Origin, Rule, Variable
from fraudctl.fraud_detector.output.facts import Import
from fraudctl.fraud_detector.output.folder import files_of
from fraudctl.strategy.checked import check_text
from handlers.decision.entity.places import MOST_ENTITIES
from handlers.decision.strategy.schema import RULE

HERE = Origin("get-rules.json", 1)


def detector(*variables: str, **changes: Any) -> Detector:
    """Return a detector with a rule for each variable, which looks for it in a list."""
    said: dict[str, Any] = {
        "id": "shop",
        "version": "1",
        "status": "ACTIVE",
        "first_matched": False,
        "event_type": "order",
        "rules": tuple(
            Rule(id=f"r-{name}", version="1", expression=f"${name} in @all", outcomes=("block",), origin=HERE)
            for name in variables
        ),
        "variables": {name: Variable(name=name, data_type="STRING", default="") for name in variables},
        "event_variables": variables,
        "outcomes": {},
        "entity_types": ("customer",),
        "labels": (),
        "label_mapper": {},
        "lists": {"all": NamedList(name="all", elements=(("x", HERE),))},
    }
    return Detector(**said | changes)


def test_rules_have_codes_each_another() -> None:
    ids = ["block-high", "block_high", "2nd", "_x", "r" * 64, "r" * 63 + "-", "r" * 63 + "_"]
    codes = codes_of(ids)
    assert codes["block-high"] == "block_high"
    assert codes["block_high"] == "block_high_2"
    assert (codes["2nd"], codes["_x"]) == ("rule_2nd", "rule__x")
    assert len(set(codes.values())) == len(ids)
    assert [each for each in codes.values() if RULE["code"].check(each)] == []


@pytest.mark.parametrize("outcome", ["block", "-block", "_", "0", "a" * 64, "notify_team"])
def test_outcomes_have_tags(outcome: str) -> None:
    assert RULE["tags"].check([tag_of(outcome)]) is None


@pytest.mark.parametrize(
    ("variable", "kind"),
    [
        ("email", "email"),
        ("customer", "customer_value"),
        ("customer_id", "customer_id_id"),
        ("terminal", "terminal_value"),
        ("merchant", "merchant_id"),
        ("amount", "amount_id"),
        ("class", "class_id"),
        ("model", "model_id"),
        ("2nd", "v_2nd"),
        ("v" * 40, "v" * 32),
    ],
)
def test_a_variable_that_lists_are_asked_for_names_an_entity_that_a_strategy_may_have(variable: str, kind: str) -> None:
    made = strategy_of(detector(variable), {}, name="shop")
    assert made.kinds == {variable: kind}
    assert made.rules[0].condition == f'"all" in {kind}.lists'


def test_beyond_the_entities_of_a_strategy_lists_are_written_into_the_condition() -> None:
    made = strategy_of(detector(*(f"v{place}" for place in range(MOST_ENTITIES + 2))), {}, name="shop")
    assert len(made.kinds) == MOST_ENTITIES
    assert [each.condition for each in made.rules[-2:]] == ['metadata.v8 in ["x"]', 'metadata.v9 in ["x"]']
    assert made.counts == {"exact": MOST_ENTITIES, "assumed": 2, "refused": 0}


def test_entities_that_a_model_names_are_taken_first() -> None:
    taken = {f"k{place}": f"metadata.k{place}" for place in range(MOST_ENTITIES - 1)}
    assert kinds_of(detector("k3", "new", "more"), taken) == {"k3": "k3", "new": "new"}


@pytest.mark.parametrize(
    ("name", "description", "outcome"),
    [
        ("block_account", None, "decline"),
        ("approve", None, "approve"),
        ("manual_review", None, "review"),
        ("challenge_mfa", None, "review"),
        ("outcome_1", "The order is denied", "decline"),
        ("x", None, "review"),
    ],
)
def test_an_outcome_is_suggested_by_its_name_or_its_description(
    name: str, description: str | None, outcome: str
) -> None:
    assert suggested(name, description) == outcome


def test_what_comes_from_outside_stays_within_its_line_and_its_block() -> None:
    rule = Rule(
        id="r\nrules: []",
        version="1\u202e",
        expression="# ````\n$a == \u2028",
        outcomes=("block",),
        origin=HERE,
        description="x\ny",
    )
    made = strategy_of(detector("a", rules=(rule,)), {}, name="shop")
    files = files_of(Import(conversion=made, lists=(), problems=()))
    assert "\n  # r\\nrules: [], version 1\\u202e: refused\n" in files["strategy.yaml"]
    assert check_text(files["strategy.yaml"], "strategy.yaml").strategy
    assert "### r\\nrules: [], version 1\\u202e\n" in files["report.md"]
    assert "`````text\n# ````\n" in files["report.md"]


def test_a_rule_with_more_outcomes_than_a_rule_has_tags_is_refused() -> None:
    rule = Rule(id="r", version="1", expression="$a", outcomes=tuple(map(str, range(17))), origin=HERE)
    made = strategy_of(detector("a", rules=(rule,)), {}, name="shop")
    assert made.rules[0].reasons == ("it has more than 16 outcomes",)
