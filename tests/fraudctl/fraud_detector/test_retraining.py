"""A detector that was imported keeps its rules when its model is trained anew, on the scale of the new scores."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from fraudctl.fraud_detector.conversion.event_form import part_of_detector
from fraudctl.fraud_detector.conversion.models import models_of, with_scores
from fraudctl.fraud_detector.conversion.retraining import asks_for_score
from fraudctl.fraud_detector.detector import ModelVersion
from fraudctl.fraud_detector.importing import import_detector, read_source
from fraudctl.train.figures import Scored
from fraudctl.train.strategy import strategy_of
from handlers.decision.strategy.strategy import Strategy
from handlers.fraud_detector.detector_part import DetectorPart, part_of
from tests.fraudctl.fraud_detector.test_sources import EXPORTED
from tests.handlers.decision.model.models import part
from tests.handlers.fraud_detector.detectors import strategy

SCORED = Scored([0.1, 0.4, 0.9, 0.95], bytes([0, 0, 1, 1]), [0, 1, 2, 3], [0] * 4)
FIRST = {"0.5": "0.05", "0.1": "0.31", "0.02": "0.72", "0.005": "0.95"}
SECOND = {"0.5": "0.01", "0.1": "0.1", "0.02": "0.4", "0.005": "0.8"}
MEANING = {"block": "decline", "verify": "review", "approve": "approve", "notify_team": "review"}


def model(scores: dict[str, str]) -> dict[str, Any]:
    return part(trained={"scores_by_false_positives": {share: Decimal(each) for share, each in scores.items()}})


def imported(scores: dict[str, str] | None) -> Strategy:
    trained = strategy(model=model(scores), fraud_detector={}) if scores else None
    return import_detector(read_source(EXPORTED), detector=None, meaning=MEANING, model=trained).conversion.strategy


def retrained(base: Strategy) -> Strategy:
    return strategy_of("anew", base, model(SECOND), scored=SCORED, review_at=Decimal("0.3"))


def part_in(made: Strategy) -> DetectorPart:
    found = part_of(made.document["fraud_detector"])
    assert found
    return found


def test_its_rules_stay_in_their_order_and_thresholds_move_to_the_same_share_of_false_positives() -> None:
    base, made = imported(FIRST), retrained(imported(FIRST))
    before, after = ({each.code: each for each in some.rules} for some in (base, made))
    assert list(before) == list(after)
    assert made.first_only
    assert (before["high_score"].when, after["high_score"].when) == ("model.score > 0.72", "model.score > 0.4")
    assert after["medium_score"].when == "model.score > 0.1 and model.score <= 0.4"
    others = before.keys() - {"high_score", "medium_score"}
    assert all(before[each].when == after[each].when for each in others)
    assert all((before[each].outcome, before[each].tags) == (after[each].outcome, after[each].tags) for each in before)


def test_answers_name_the_next_version_of_its_model() -> None:
    without, base = imported(None), imported(FIRST)
    versions = [[each.version for each in part_in(some).models] for some in (without, base, retrained(base))]
    assert versions == [["1.0"], ["2.0"], ["3.0"]]
    assert [bool(part_in(some).scores) for some in (without, base, retrained(base))] == [False, True, True]
    assert part_in(retrained(base)).rules == part_in(base).rules


def test_one_that_was_imported_without_a_model_keeps_its_rules_too_and_it_is_known_that_none_asks_for_a_score() -> None:
    made = retrained(imported(None))
    assert not asks_for_score(made)
    assert [each.code for each in made.rules] == [each.code for each in imported(None).rules]
    assert made.tells_model_score


@pytest.mark.parametrize("scores", [{}, {"0.1": Decimal("1E-9"), "0.02": 1, "0.01": Decimal("0.123456789")}])
def test_scores_stand_in_the_part_in_its_form(scores: dict[str, Any]) -> None:
    told = with_scores(imported(None).document["fraud_detector"], scores)
    assert part_of(told)


def test_a_model_is_known_by_its_version_or_by_the_variable_of_its_score() -> None:
    detector = import_detector(read_source(EXPORTED), detector=None, meaning={}).conversion.detector
    named = {"id": "shop_payments_model", "type": "TRANSACTION_FRAUD_INSIGHTS", "version": "1.0"}
    assert models_of(detector) == [named]
    assert models_of(msgspec.structs.replace(detector, models=())) == [{**named, "type": "ONLINE_FRAUD_INSIGHTS"}]
    odd = ModelVersion(id="Own Model", type="OWN", number="1")
    assert models_of(msgspec.structs.replace(detector, models=(odd,))) == []


def test_the_texts_of_rules_are_kept_as_far_as_there_is_room() -> None:
    conversion = import_detector(read_source(EXPORTED), detector=None, meaning={}).conversion
    codes = {conversion.codes[each.rule.id]: each.rule for each in conversion.rules if each.condition}
    told = [part_of_detector(conversion.detector, codes, room=room)["rules"] for room in (10**6, 100, 0)]
    assert [len([each for each in rules.values() if "expression" in each]) for rules in told] == [16, 1, 0]
    assert told[0]["large_order"]["expression"] == codes["large_order"].expression


def test_entities_that_its_model_does_not_read_make_room_for_its_lists() -> None:
    kinds = {f"kind_{number}": f"metadata.key_{number}" for number in range(8)}  # as many as a strategy may have
    trained = strategy(model=model(FIRST), fraud_detector={}, entities=kinds)
    source = read_source(EXPORTED)
    alone, made = (
        import_detector(source, detector=None, meaning=MEANING, model=each).conversion for each in (None, trained)
    )
    assert alone.kinds
    assert made.kinds == alone.kinds
    assert set(made.kinds.values()) <= set(made.strategy.document["entities"])
    assert len(made.strategy.document["entities"]) == len(kinds)
