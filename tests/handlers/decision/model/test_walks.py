"""A model's walk: as a tree is drawn on paper, in 32 bits, with absent features, and contributions that add up."""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.decision.condition.tree import Read
from handlers.decision.condition.vocabulary import Kind
from handlers.decision.model.forest import forest
from handlers.decision.model.inputs import Input
from handlers.decision.model.model import MOST_PUSHES, Model
from handlers.decision.model.packed import Split, Tree, pack_trees, unpack_trees
from handlers.decision.model.probability import probability
from tests.handlers.decision.model.models import AMOUNT_TREE, random_trees

NAMES = ("amount", "hour", "customer.count_24h", "customer.new_terminal", "metadata.age")


def model_of(*trees: Tree, features: int = len(NAMES), slope: float = 1.0) -> Model:
    inputs = [Input(name, Read(name, Kind.NUMBER, optional=True)) for name in NAMES[:features]]
    return Model(inputs, forest(unpack_trees(pack_trees(trees)), features), base=-0.5, slope=slope, intercept=0.25)


def single(number: float) -> float:
    return float(memoryview(bytearray(4)).cast("f").tolist()[0]) if not number else _single(number)


def _single(number: float) -> float:
    view = memoryview(bytearray(4)).cast("f")
    view[0] = number
    return view[0]


def drawn(tree: Tree, known: Mapping[str, Any]) -> float:
    """Return the leaf that a person would come to."""
    while isinstance(tree, Split):
        value = known.get(Read(NAMES[tree.feature], Kind.NUMBER, optional=True).slot)
        less = tree.missing_left if value is None else single(float(value)) < tree.threshold
        tree = tree.left if less else tree.right
    return tree


values = st.dictionaries(
    st.sampled_from([Read(name, Kind.NUMBER, optional=True).slot for name in NAMES]),
    st.decimals(-100, 300, places=3) | st.booleans() | st.sampled_from([Decimal("1E+125"), Decimal("-1E+125")]),
)


@given(seed=st.integers(0, 10**6), known=values)
def test_a_walk_comes_where_a_person_would(seed: int, known: dict[str, Any]) -> None:
    trees = random_trees(seed, 7, features=len(NAMES))
    assert model_of(*trees).margin(known) == pytest.approx(-0.5 + sum(drawn(each, known) for each in trees), abs=1e-12)


@given(seed=st.integers(0, 10**6), known=values)
def test_contributions_and_the_means_of_all_trees_add_up_to_the_margin(seed: int, known: dict[str, Any]) -> None:
    trees = random_trees(seed, 7, features=MOST_PUSHES)
    model = model_of(*trees, features=MOST_PUSHES)
    means = sum(each.mean if isinstance(each, Split) else each for each in trees)
    pushed = float(sum(each.contribution for each in model.pushes(known)))
    assert model.margin(known) == pytest.approx(-0.5 + means + pushed, abs=1e-3)


def test_the_features_that_pushed_most_come_first_and_are_few() -> None:
    trees = [
        Split(place, 10.0, missing_left=True, mean=0.0, left=0.0, right=weight)
        for place, weight in enumerate((0.5, -2.0, 1.0, 0.25, 0.125))
    ]
    known = dict.fromkeys([Read(name, Kind.NUMBER, optional=True).slot for name in NAMES], Decimal(20))
    pushes = model_of(*trees).pushes(known)
    assert [(each.name, each.contribution) for each in pushes] == [
        ("hour", Decimal(-2)),
        ("customer.count_24h", Decimal(1)),
        ("amount", Decimal("0.5")),
    ]


def test_numbers_are_compared_in_32_bits_as_in_the_training() -> None:
    threshold = single(0.1)
    tree = Split(0, threshold, missing_left=True, mean=0.0, left=-1.0, right=1.0)
    assert threshold > 0.1  # as a float of 64 bits, a tenth would go left
    assert model_of(tree).margin({"amount": Decimal("0.1")}) == 0.5
    assert model_of(tree).margin({"amount": Decimal("0.0999")}) == -1.5


@pytest.mark.parametrize(("missing_left", "margin"), [(True, -1.5), (False, 1.5)])
def test_what_is_absent_goes_the_way_that_its_split_says(missing_left: bool, margin: float) -> None:  # noqa: FBT001 -- a case
    tree = AMOUNT_TREE._replace(missing_left=missing_left)
    assert model_of(tree).margin({}) == margin
    assert model_of(tree).margin({"hour": Decimal(3)}) == margin


def test_true_is_1_and_false_0() -> None:
    tree = Split(3, 0.5, missing_left=True, mean=0.0, left=-1.0, right=1.0)
    assert model_of(tree).margin({"customer.new_terminal": True}) == 0.5
    assert model_of(tree).margin({"customer.new_terminal": False}) == -1.5


def test_a_score_is_calibrated() -> None:
    log_odds = 3.0 * 1.5 + 0.25
    score = model_of(AMOUNT_TREE, slope=3.0).score({"amount": Decimal(500)})
    assert float(score) == pytest.approx(1 / (1 + math.exp(-log_odds)), abs=1e-9)


@given(st.floats(-60, 60))
def test_a_probability_is_the_logistic_function_to_nine_decimals(log_odds: float) -> None:
    found = probability(log_odds)
    assert float(found) == pytest.approx(1 / (1 + math.exp(-log_odds)), abs=1e-9)
    assert 0 <= found <= 1


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=2).map(sorted))
def test_a_probability_never_falls_as_the_log_odds_rise(two: list[float]) -> None:
    assert probability(two[0]) <= probability(two[1])
