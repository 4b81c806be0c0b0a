"""Discovery finds in the metadata what can be a feature, and which keys hold the ids of entities."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from fraudctl.train.codes import MOST_CODES, OTHER, Codes
from fraudctl.train.discovery import Discovery
from fraudctl.train.distinct import Distinct
from handlers.contract.transaction import Transaction
from handlers.decision.entity.places import places_of

COUNT = 1_000


def discovery(*metadata: Mapping[str, Any]) -> Discovery:
    found = Discovery()
    for number, each in enumerate(metadata):
        fields: dict[str, Any] = {"merchant": "Shop", "amount": Decimal(1), "metadata": each}
        found.add(Transaction(transaction_id=f"tx-{number}", timestamp=number, **fields))
    return found


def carried(number: int) -> dict[str, Any]:
    return {
        "category": {"S": ("grocery", "travel", "fuel")[number % 3]},
        "mail": {"S": f"user{number}@d{number % 5}.example"},
        "ip": {"S": f"10.{number % 5}.0.{number % 250}"},
        "device": {"S": f"d-{number % 300}"},
        "session": {"S": f"s-{number}"},
        "age": {"N": str(number % 60)},
        "vpn": {"BOOL": number % 2 == 0},
        "height": {"S": str(number % 90)},
        'odd"key': {"N": "1"},
        **({"seldom": {"S": "x"}} if number < COUNT / 200 else {}),
    }


ALL = discovery(*map(carried, range(COUNT)))


def test_keys_are_features_by_what_they_hold() -> None:
    entities = {"device": "metadata.device", "ip": "metadata.ip"}
    numbers, texts = ALL.features(places_of(entities))
    assert {"metadata.age", "flag(metadata.vpn)", "number(metadata.height)"} <= set(numbers)
    assert {"metadata.category", "domain(metadata.mail)", "network(metadata.ip)"} <= set(texts)
    assert {"address(metadata.ip)", "length(metadata.mail)", "digits(metadata.mail)"} <= set(numbers)
    every = [*numbers, *texts]
    assert "metadata.mail" not in every  # each is of one payment
    assert "metadata.session" not in every
    assert not any("device" in each or "seldom" in each or "odd" in each for each in every)


def test_ids_that_come_back_are_entities_and_others_are_none() -> None:
    assert ALL.entities({}) == {"device": "metadata.device", "ip": "metadata.ip"}
    assert ALL.entities({"card": "metadata.device"}) == {"ip": "metadata.ip"}
    assert ALL.entities({f"kind{number}": f"metadata.k{number}" for number in range(8)}) == {}


def test_a_key_whose_name_means_something_in_conditions_names_no_entity() -> None:
    found = discovery(*[{"amount": {"S": f"d-{number % 300}"}} for number in range(COUNT)])
    assert found.entities({}) == {}


@pytest.mark.parametrize("number", [10, 3_000, 50_000])
def test_different_values_are_counted_about_in_memory_that_does_not_grow(number: int) -> None:
    found = Distinct()
    for value in range(number):
        found.add(f"v{value}")
        if value % 2:
            found.add(f"v{value}")
    assert found.number == pytest.approx(number, rel=0.1)
    assert found.share(2) == pytest.approx(2 / 3, abs=0.05)
    assert found.total == number + number // 2


def test_texts_have_codes_as_they_come_and_no_more_than_memory_should_hold() -> None:
    codes = Codes()
    assert [codes.of("a"), codes.of("b"), codes.of("a"), codes.of(""), codes.of("x" * 300)] == [0, 1, 0, OTHER, OTHER]
    assert codes.texts == ["a", "b"]
    for number in range(MOST_CODES):
        codes.of(str(number))
    assert codes.of("new") == OTHER
    assert codes.of("b") == 1
