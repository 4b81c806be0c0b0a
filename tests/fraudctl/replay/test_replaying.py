"""A decision is made again from what it stored, to the same: ten thousand of them over all that may be in force."""

from collections import Counter

from fraudctl.client.decision_facts import stored_basis, strategy_of
from fraudctl.replay.replaying import replay
from fraudctl.strategy.stored import Deciders
from handlers.decision.score_row import SHADOW
from tests.fraudctl.replay.decided_rows import PANELS, STRATEGIES, decided_rows

COUNT = 10_000


def test_ten_thousand_decisions_come_to_the_same() -> None:
    seen, deciders = Counter[str](), Deciders()
    for each in decided_rows(COUNT):
        shadow = each.score.get(SHADOW)
        found = replay(
            each.image,
            each.score,
            STRATEGIES[strategy_of(each.score)[1]],
            shadow=STRATEGIES[shadow["strategy"]] if shadow else None,
            deciders=deciders,
        )
        assert found.same, (found.decision.facts(), found.shadow and found.shadow.facts())
        basis = stored_basis(each.score)
        seen.update([each.score["strategy"]["name"], f"outcome {each.score['outcome']}"])
        seen.update(f"degraded {word}" for word in basis.degraded)
        seen.update(name for name in ("tags", "undecided") if name in each.score)
        seen.update(str(reason["reason"]) for reason in each.score["reasons"])
        seen.update([f"arm {basis.arm.name}"] if basis.arm else [])
        seen.update([f"override {basis.override}"] if basis.override else [])
        seen.update(["above"] if basis.above is not None else [])
        seen.update([f"shadow {shadow['outcome']}"] if shadow else [])
        seen.update(["in the request"] if "decision" in each.image else [])

    expected = {
        *("default", "second", "third", "above", "tags", "undecided", "in the request"),
        *("outcome approve", "outcome review", "outcome decline"),
        *("degraded strategy", "degraded profiles", "degraded facts"),
        *("arm challenger", "arm control", "override approve", "override review"),
        *("shadow approve", "shadow review", "shadow decline"),
        *("listed", "often", "far", "marked", "welcome", "night", "new_place", "shop"),
    }
    assert {name: seen[name] for name in expected if seen[name] < COUNT // 1000} == {}
    assert len({panel.active.digest for panel in PANELS}) == len(STRATEGIES)
