"""A model in a strategy's document: the faults that it may have, and its score to rules, needs, reasons and shadows."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.decision.basis import basis_of, features_of
from handlers.decision.condition.vocabulary import MODEL_SCORE
from handlers.decision.decide import Decider
from handlers.decision.model.packed import Split
from handlers.decision.record import reasons_of
from handlers.decision.shadow import Shadow
from handlers.decision.sources import sources_of
from handlers.decision.stored_decision import decode, encode, stored_decision
from handlers.decision.strategy.document import canonical, digest, parse_canonical
from handlers.decision.strategy.loading import load
from handlers.decision.strategy.needs import needs_of
from tests.handlers.decision.model.models import AMOUNT_TREE, part
from tests.handlers.decision.strategy.documents import document, loaded, refused, rule, transaction

READS_IT = rule("risky", "model.score > 0.5", weight=Decimal("0.9"))
BUSY = Split(1, 5.0, missing_left=True, mean=0.25, left=0.0, right=1.0)
TWO = part([AMOUNT_TREE, BUSY], ["amount", "customer.count_24h"])
LARGE = transaction(amount=Decimal(500), customer_id="C-1")


def said(model: Any, *rules: Any, **fields: Any) -> list[tuple[tuple[str | int, ...], str, str | None]]:
    found = refused(document(*rules, model=model, **fields))
    return [(each.path, each.message, each.hint) for each in found]


def test_a_document_without_a_model_is_known_by_what_it_always_was() -> None:
    assert digest(document()) == "cf2670ca182da6b738f55d2c6d833af355738d21df230229dc959e4ca4374a4c"
    assert loaded().digest == loaded(model={}).digest == digest(document())


def test_a_model_is_a_part_of_what_a_strategy_is_known_by() -> None:
    one, other = loaded(model=part()), loaded(model=part(base=Decimal(-2)))
    assert len({one.digest, other.digest, loaded().digest}) == 3
    again = load(parse_canonical(canonical(one.document)))
    assert not isinstance(again, list)
    assert again.digest == one.digest


def test_a_rule_that_reads_the_score_without_a_model_is_refused_by_name() -> None:
    (problem,) = refused(document(READS_IT))
    assert problem.path == ("rules", 0, "when")
    assert problem.message == "model.score is read, and the strategy has no model"


def test_of_a_model_conditions_read_the_score_alone() -> None:
    ((path, message, hint),) = said(part(), rule(when="model.scores > 0.5"))
    assert (path, hint) == (("rules", 0, "when"), MODEL_SCORE)
    assert message == "model.scores is not known: of the model, conditions read its score"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("customer.count_25h", "customer.count_24h"),
        ("card.count_24h", None),
        ("terminal_id", None),
        ("timestamp", None),
        ("customer.lists", None),
        ("metadata.", None),
    ],
)
def test_a_feature_that_is_unknown_or_no_number_is_refused_with_its_place(name: str, hint: str | None) -> None:
    (found,) = said(part(features=["amount", name]))
    assert found[:2] == (("model", "features", 1), f"{name} is no feature that is a number, or true or false")
    assert hint is None or found[2] == hint


def test_entities_and_metadata_that_a_strategy_names_are_features() -> None:
    strategy = loaded(
        model=part(features=["card.count_1h", "metadata.age", "merchant_mixed_scripts"]),
        entities={"card": "metadata.card"},
    )
    assert [each.number for each in strategy.features["card"]] == [10]


def test_all_that_is_wrong_with_a_model_is_said_at_once() -> None:
    described = part(
        features=["amount", "amount"],
        base=Decimal(1001),
        calibration={"slope": Decimal(0), "offset": Decimal(1)},
        trained={"deep": {"a": {"b": {"c": {"d": {"e": {"f": "g"}}}}}}},
        speed=Decimal(5),
    )
    del described["trees"]
    assert [(path, message) for path, message, _ in said(described)] == [
        (("model", "speed"), "speed is no field here"),
        (("model",), "trees is missing"),
        (("model", "base"), "base must be a number from -1,000 to 1,000"),
        (
            ("model", "trained"),
            "trained must say in texts, numbers and lists, in 16,384 characters, what it was made of",
        ),
        (("model", "calibration", "offset"), "offset is no field here"),
        (("model", "calibration"), "intercept is missing"),
        (("model", "calibration", "slope"), "slope must be a number above 0, of at most 1,000"),
        (("model", "features", 1), "amount stands there already"),
    ]


@pytest.mark.parametrize("wrong", ["trees", None, ["amount"], Decimal(5), True])
def test_what_is_no_mapping_is_no_model(wrong: object) -> None:
    (found,) = said(wrong)
    assert found[:2] == (("model",), "model must hold what fraudctl train writes: features, trees, …")


@pytest.mark.parametrize("field", ["features", "base", "calibration", "trees", "trained"])
@pytest.mark.parametrize("wrong", [None, True, "", [], {}, Decimal(10) ** 9, [None], {"slope": "1", "intercept": None}])
def test_no_value_of_a_field_breaks_the_reading(field: str, wrong: object) -> None:
    found = load(document(model={**part(), field: wrong}))
    assert isinstance(found, list) or (field, wrong) == ("trained", {})


def test_trees_that_are_cut_are_refused_by_their_place_in_the_document() -> None:
    (found,) = said({**part(), "trees": part()["trees"][:-8]})
    assert found[0] == ("model", "trees")
    assert found[1].startswith("the trees are")


def test_the_score_fires_rules_and_is_told_with_the_features_that_pushed_most() -> None:
    strategy = loaded(READS_IT, rule("plain", "amount > 5", weight=Decimal(0)), model=TWO)
    decision = Decider(strategy).decide(LARGE, {"customer.count_24h": Decimal(9)})
    assert [each.code for each in decision.fired] == ["risky", "plain"]
    of_model, plain = reasons_of(decision)
    assert of_model["values"] == {
        MODEL_SCORE: Decimal("0.880797078"),  # of -1 + 2 + 1
        "amount": Decimal(500),
        "model.amount": Decimal("1.5"),
        "customer.count_24h": Decimal(9),
        "model.customer.count_24h": Decimal("0.75"),
    }
    assert plain["values"] == {"amount": Decimal(500)}


def test_a_feature_that_is_absent_pushes_without_a_value() -> None:
    decision = Decider(loaded(rule("any", "model.score >= 0", weight=Decimal(0)), model=TWO)).decide(LARGE)
    (reason,) = reasons_of(decision)
    assert reason["values"]["model.customer.count_24h"] == Decimal("-0.25")
    assert "customer.count_24h" not in reason["values"]


def test_the_score_is_made_when_it_is_read_and_only_then() -> None:
    strategy = loaded(rule("small", "amount > 1_000 and model.score > 0.5"), model=TWO)
    assert MODEL_SCORE not in dict(Decider(strategy).decide(LARGE).values)
    assert MODEL_SCORE in dict(Decider(strategy).decide(transaction(amount=Decimal(2_000))).values)


def test_what_a_model_reads_is_needed_as_what_rules_read() -> None:
    strategy = loaded(READS_IT, model=TWO)
    needs = needs_of(strategy)
    assert [each.name for each in needs.features["customer"]] == ["count_24h"]
    assert needs.usual == {MODEL_SCORE, "amount", "customer.count_24h"}
    assert sources_of(needs, for_later=False).profiled == {"customer"}
    labelled = loaded(READS_IT, model=part(features=["customer.frauds_28d"]))
    assert sources_of(needs_of(labelled), for_later=False).stated == {"customer"}


def test_what_is_stored_is_enough_to_score_again() -> None:
    strategy = loaded(READS_IT, model=TWO)
    decision = Decider(strategy).decide(LARGE, {"customer.count_24h": Decimal(9)})
    stored = decode(encode(stored_decision(decision, 7)), LARGE)
    again = Decider(strategy).decide(LARGE, features_of(stored.basis))
    assert reasons_of(again) == stored.reasons == reasons_of(decision)
    assert again.score == decision.score


def test_a_shadow_scores_on_what_the_decision_read() -> None:
    shadow = loaded(READS_IT, model=TWO)
    decision = Decider(loaded(), needs_of(loaded(), shadow).features).decide(LARGE, {"customer.count_24h": Decimal(9)})
    beside = Shadow(shadow).beside(decision)
    assert beside is not None
    assert (beside.reasons, beside.score) == (["risky"], Decimal("0.9"))
    assert basis_of(decision, 7).features == {"customer": {11: Decimal(9)}}


def test_keys_of_the_metadata_are_read_as_numbers() -> None:
    strategy = loaded(rule("any", "model.score >= 0"), model=part(features=["metadata.age"]))
    decide = Decider(strategy).decide
    old, young = ({"age": {"N": number}} for number in ("200", "20"))
    assert (
        decide(transaction(metadata=old)).values[MODEL_SCORE] > decide(transaction(metadata=young)).values[MODEL_SCORE]
    )
    worded = decide(transaction(metadata={"age": {"S": "old"}}))
    assert (worded.mistyped, worded.values[MODEL_SCORE]) == (("age",), decide(transaction()).values[MODEL_SCORE])


DOMAIN = "domain(metadata.mail)"
TEXTS = {
    "metadata.category": {"gift cards": Decimal(150)},
    DOMAIN: {"mail.example": Decimal(20)},
    "currency": {"EUR": Decimal(0)},
}
OF_TEXTS = part(
    [AMOUNT_TREE, Split(1, 5.0, missing_left=True, mean=0.25, left=0.0, right=1.0)], list(TEXTS), texts=TEXTS
)
"""Reads the category, as if it were an amount, and the domain."""


def test_texts_of_the_metadata_are_scored_told_and_scored_again_from_what_is_stored() -> None:
    strategy = loaded(READS_IT, model=OF_TEXTS)
    mailed = transaction(currency="EUR", metadata={"category": {"S": "gift cards"}, "mail": {"S": "who@Mail.example"}})
    decision = Decider(strategy).decide(mailed)
    (reason,) = reasons_of(decision)
    assert reason["values"] == {
        MODEL_SCORE: Decimal("0.880797078"),  # of -1 + 2 + 1
        "metadata.category": "gift cards",
        "model.metadata.category": Decimal("1.5"),
        DOMAIN: "mail.example",
        f"model.{DOMAIN}": Decimal("0.75"),
    }
    stored = decode(encode(stored_decision(decision, 7)), mailed)
    again = Decider(strategy).decide(stored.transaction, features_of(stored.basis))
    assert reasons_of(again) == stored.reasons == reasons_of(decision)


def test_a_text_in_another_form_is_the_same_and_a_number_in_its_place_is_counted() -> None:
    decide = Decider(loaded(rule("any", "model.score >= 0"), model=OF_TEXTS)).decide
    plain, wide = (
        decide(transaction(metadata={"category": {"S": text}})) for text in ("gift cards", "gift\u00a0cards")
    )
    assert plain.values[MODEL_SCORE] == wide.values[MODEL_SCORE] > decide(transaction()).values[MODEL_SCORE]
    assert decide(transaction(metadata={"category": {"N": "5"}})).mistyped == ("category",)


def test_tables_of_texts_are_a_part_of_the_document_and_refused_with_their_place() -> None:
    again = load(parse_canonical(canonical(loaded(READS_IT, model=OF_TEXTS).document)))
    assert not isinstance(again, list)
    assert again.digest == loaded(READS_IT, model=OF_TEXTS).digest
    (found,) = said({**OF_TEXTS, "texts": {**TEXTS, "currency": {"EUR": "much"}}})
    assert found[:2] == (("model", "texts", "currency", "EUR"), "EUR must have a number from -1,000 to 1,000")


def nested(levels: int) -> Any:
    """Return a text within so many lists."""
    return [nested(levels - 1)] if levels else "deep"


def test_what_is_said_of_the_training_may_hold_five_lists_within_each_other_and_no_sixth() -> None:
    assert loaded(model=part(trained={"deep": nested(5)}))
    ((path, _, _),) = said(part(trained={"deep": nested(6)}))
    assert path == ("model", "trained")
