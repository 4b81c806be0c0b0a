"""A model says in which shares its scores came when it was made; what is wrong with that is said with its place."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.decision.model.expected import MOST_FEATURE_BANDS, MOST_SCORE_BANDS, Bands, expected_of
from handlers.decision.strategy.document import canonical, parse_canonical
from handlers.decision.strategy.loading import load
from tests.handlers.decision.model.models import expected, numbers, part
from tests.handlers.decision.strategy.documents import document, loaded, refused, rule


def said(**changed: Any) -> list[tuple[tuple[str | int, ...], str]]:
    described = part(expected={**expected(), **changed})
    return [(each.path[2:], each.message) for each in refused(document(model=described))]


def test_what_a_model_expects_is_read_as_it_was_written() -> None:
    found = expected_of(loaded(model=part(expected=expected())).document)
    assert found is not None
    assert (found.payments, found.score) == (1000, Bands((0.1, 0.4), (0.7, 0.2, 0.1, 0.0)))
    assert found.features == {"amount": Bands((20.0, 100.0), (0.5, 0.3, 0.15, 0.05))}


@pytest.mark.parametrize("fields", [{}, {"model": part()}])
def test_a_strategy_without_a_model_or_without_the_part_expects_nothing(fields: dict[str, Any]) -> None:
    assert expected_of(loaded(**fields).document) is None


def test_it_is_a_part_of_what_a_strategy_is_known_by() -> None:
    one, plain = loaded(model=part(expected=expected())), loaded(model=part())
    again = load(parse_canonical(canonical(one.document)))
    assert not isinstance(again, list)
    assert again.digest == one.digest != plain.digest
    assert expected_of(again.document) == expected_of(one.document)


@pytest.mark.parametrize(
    ("value", "place"), [(0, 0), (20, 0), (Decimal("20.01"), 1), (100, 1), (10**9, 2), (None, 3), (True, 0)]
)
def test_a_value_is_in_the_band_up_to_whose_bound_it_reaches(value: Any, place: int) -> None:
    assert Bands((20.0, 100.0), (0.5, 0.3, 0.15, 0.05)).place(value) == place


@pytest.mark.parametrize(
    ("changed", "path", "message"),
    [
        ({"speed": 1}, ("speed",), "speed is no field here"),
        ({"payments": Decimal("0.5")}, ("payments",), "payments must be a whole number of at least 1"),
        ({"features": []}, ("features",), "features must hold the bands of each"),
        ({"score": 1}, ("score",), "score must hold bounds and shares"),
        ({"score": {"bounds": numbers(0.5)}}, ("score",), "shares is missing"),
        (
            {"score": {"bounds": numbers(0.5), "shares": numbers(0.5, 0.5), "absent": Decimal(0)}},
            ("score", "absent"),
            "absent is no field here",
        ),
        (
            {"score": {"bounds": numbers(0.5, 0.5), "shares": numbers(0.5, 0.3, 0.2)}},
            ("score", "bounds"),
            "bounds must be a list of 1 to 4 numbers that rise",
        ),
        (
            {"score": {"bounds": numbers(0.5, 1), "shares": numbers(0.5, 0.3, 0.2)}},
            ("score", "bounds"),
            "bounds must be at least 0 and below 1, as scores are from 0 to 1",
        ),
        (
            {"score": {"bounds": numbers(0.5), "shares": numbers(0.5, 0.3, 0.2)}},
            ("score", "shares"),
            "shares must be a list of 2 numbers from 0 to 1, one more than bounds",
        ),
        (
            {"score": {"bounds": numbers(0.5), "shares": numbers(0.5, 0.4)}},
            ("score", "shares"),
            "shares, and what is absent, must come to 1 together",
        ),
        (
            {"features": {"hour": {"bounds": numbers(5), "shares": numbers(0.5, 0.5)}}},
            ("features", "hour"),
            "hour is no feature of the model",
        ),
        (
            {"features": {"amount": {"bounds": numbers(5), "shares": numbers(0.5, 0.5), "absent": Decimal(2)}}},
            ("features", "amount", "absent"),
            "absent must be a number from 0 to 1",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(changed: dict[str, Any], path: tuple[str, ...], message: str) -> None:
    assert said(**changed) == [(path, message)]


@pytest.mark.parametrize(("name", "most"), [("score", MOST_SCORE_BANDS), ("amount", MOST_FEATURE_BANDS)])
def test_there_are_as_many_bands_as_are_counted_and_no_more(name: str, most: int) -> None:
    def banded(bands: int) -> dict[str, Any]:
        bounds = numbers(*(band / 100 for band in range(1, bands)))
        bands_of = {"bounds": bounds, "shares": numbers(1, *(0 for _ in bounds))}
        return {"score": bands_of} if name == "score" else {"features": {name: bands_of}}

    assert loaded(model=part(expected={**expected(), **banded(most)}))
    assert len(said(**banded(most + 1))) == 1


@pytest.mark.parametrize("field", ["payments", "score", "features"])
@pytest.mark.parametrize("wrong", [None, True, "", [], {}, [None], {"amount": None}, {"bounds": "", "shares": [None]}])
def test_no_value_of_a_field_breaks_the_reading(field: str, wrong: object) -> None:
    found = load(document(rule(), model=part(expected={**expected(), field: wrong})))
    assert isinstance(found, list) or (field, wrong) == ("features", {})


@pytest.mark.parametrize("wrong", [None, True, "shares", [], Decimal(1)])
def test_what_is_no_mapping_says_nothing_of_shares(wrong: object) -> None:
    (found,) = refused(document(model=part(expected=wrong)))
    assert (found.path, found.message) == (("model", "expected"), "expected must hold payments, score and features")
