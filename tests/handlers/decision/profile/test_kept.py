"""A profile that keeps what one feature is made of says the same of it as one that keeps everything."""

import random
from collections.abc import Sequence
from decimal import Decimal

import pytest

from handlers.decision.entity.catalogue import BY_NAME, OF_ENTITY
from handlers.decision.entity.feature import Feature
from handlers.decision.profile.facts import Facts
from handlers.decision.profile.fold import fold
from handlers.decision.profile.kept import kept_for
from handlers.decision.profile.labels import fraud_label, with_label
from handlers.decision.profile.measures import Measures
from handlers.decision.profile.profile import Profile
from handlers.decision.strategy.needs import needs_of
from tests.handlers.decision.profile.model import DAY, HOUR, RATES, START, Payment
from tests.handlers.decision.strategy.documents import loaded, rule

OF_PROFILES = [each for each in OF_ENTITY if "profile" in each.origins]
KINDS = ("customer", "terminal", "card")


def payments(step: int) -> list[Payment]:
    """Return payments that differ in all that profiles count; some come late, one from long ago."""
    chance = random.Random(step)  # noqa: S311 -- no secret
    return [
        Payment(
            id=f"tx-{place}",
            time=START + place * step - chance.choice([0, 0, 0, HOUR, DAY]),
            delay=40 * DAY if place == 50 else 0,
            amount=Decimal(chance.choice(["1.00", "4.50", "20.00", "31.20", "180.00", "0.0001"])),
            currency=chance.choice(["EUR", "EUR", "EUR", "SEK", "GBP"]),
            declined=chance.random() < 0.1,
            customer=f"C-{chance.randrange(5)}",
            terminal=f"T-{chance.randrange(40)}",
            merchant=f"M-{chance.randrange(9)}",
        )
        for place in range(120)
    ]


def labelled(some: Sequence[Payment]) -> Facts:
    """Return the facts that some of the payments are labelled fraud, each an hour after it came."""
    facts = Facts()
    for each in (*some[30:33], *some[90:96:2]):
        facts = with_label(facts, fraud_label(each.event(), received=each.received + HOUR))
    return facts


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("feature", OF_PROFILES, ids=lambda each: each.name)
def test_a_feature_is_the_same_with_all_else_left_out(feature: Feature, kind: str) -> None:
    name, kept, values = f"{kind}.{feature.name}", kept_for(kind, [feature]), set()
    strategy = loaded(rule("asks", f"missing({name})"), entities={"card": "metadata.card"}, rates=dict(RATES))
    measures = Measures(needs_of(strategy))
    for step in (7 * 60_000, HOUR, 9 * HOUR):
        whole: Profile | None = None
        part: Profile | None = None
        facts = labelled(payments(step))
        for each in payments(step):
            by_whole, by_part = (
                measures.of(kind, profile, facts, each.transaction, each.received).get(name)
                for profile in (whole, part)
            )
            assert by_part == by_whole
            values.add(by_whole)
            whole, part = fold(whole, each.event(kind)), fold(part, each.event(kind), kept)
    assert len(values) > 1 or not feature.had_by(kind), "a feature that never changes shows nothing"


def test_what_no_feature_reads_is_not_kept() -> None:
    profile: Profile | None = None
    for each in payments(9 * HOUR):
        profile = fold(profile, each.event("card"), kept_for("card", [BY_NAME["count_1h"]]))
    assert profile is not None
    assert not any(profile.days)
    assert (profile.sums, profile.squares.lower, profile.peaks.ages) == (b"", b"", b"")
    assert not any(met.count for met in profile.met)
