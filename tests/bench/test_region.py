"""A region that is known: every payment of whoever is followed is in the profile, and nobody is without one."""

from collections import Counter

import pytest

from bench import region_simulation
from bench.region import KINDS, KnownRegion, RegionContent, SentItems, profiles_of
from bench.region_simulation import APART, simulate_region
from handlers.decision.profile.codec import decode
from simulation import World, simulate_world

WORLD = World(seed=3, customers=60, terminals=63)
DAYS = 2


@pytest.fixture
def content(monkeypatch: pytest.MonkeyPatch) -> RegionContent:
    monkeypatch.setattr(region_simulation, "DAYS", DAYS)
    return simulate_region(WORLD, lambda _step: None)


def test_a_profile_has_all_payments_of_its_days(content: RegionContent) -> None:
    paid = Counter(f"profile#customer#{each.customer_id}" for each in simulate_world(WORLD, days=DAYS))

    counts = {key: decode(written).count for key, written in content.profiles.items() if "#customer#" in key}

    assert counts == paid  # of 60 all are followed


def test_the_requests_come_after_those_days_and_no_customer_comes_twice_in_a_hundred(content: RegionContent) -> None:
    every = [each.request() for each in simulate_world(WORLD, days=DAYS + 1)]
    before = sum(1 for _ in simulate_world(WORLD, days=DAYS))

    assert content.traffic == every[before:]
    customers = [profiles_of(body)[0] for body in content.requests]
    for first in range(len(customers)):
        window = customers[first : first + APART]
        assert len(set(window)) == len(window)


def test_who_is_not_followed_has_the_profile_of_one_alike() -> None:
    body = b'{"customer_id":"C-1","terminal_id":"%s"}'
    profiles = {"profile#customer#C-1": b"c", "profile#terminal#T-1": b"t", "profile#terminal#W-1": b"w"}
    traffic = [body % b"T-1", body % b"W-1"]
    region = KnownRegion(RegionContent(customers=1, profiles=profiles, requests=[], traffic=traffic))

    assert region.profile("profile#customer#C-2") == b"c"
    assert region.profile("profile#terminal#T-2") == b"t"
    assert region.profile("profile#terminal#W-2") == b"w"
    assert region.item("profile#terminal#W-2")["entity"] == {"S": "profile#terminal#W-2"}
    assert KINDS == ("customer", "terminal", "merchant")


def test_everybody_has_a_profile_and_nobody_facts(content: RegionContent) -> None:
    items = SentItems(KnownRegion(content))

    assert "profile#customer#somebody else" in items
    assert "facts#customer#somebody else" not in items


def test_more_requests_than_there_are_is_an_error(content: RegionContent) -> None:
    with pytest.raises(ValueError, match=f"there are {len(content.requests)} requests"):
        KnownRegion(content).bodies(len(content.requests) + 1)
