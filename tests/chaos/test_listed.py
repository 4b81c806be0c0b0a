"""The customers whom operators put on lists are those who pay in the same kind's traffic."""

import pytest

from chaos.kinds import KINDS
from chaos.traffic.listed import CUSTOMERS, listed_customer

OPERATED = sorted(name for name, kind in KINDS.items() if kind.operated)


@pytest.mark.parametrize("name", OPERATED)
@pytest.mark.parametrize("label", ["{}", "mixed-40-{}"])
def test_who_is_listed_pays_in_the_traffic_of_the_kind(name: str, label: str) -> None:
    label = label.format(name)
    cases = KINDS[name].traffic(label, 60, 3)
    customers = {fields.get("customer_id") for case in cases for post in case.posts for fields in post.requests}

    assert {listed_customer(label, number) for number in range(CUSTOMERS)} <= customers


def test_some_kinds_are_operated() -> None:
    assert len(OPERATED) >= 3
