"""The features of many payments, made one after the other, are those that each payment has by itself."""

from decimal import Decimal

from handlers.decision.profile.measures import Measures
from handlers.decision.strategy.needs import needs_of
from tests.handlers.decision.profile.model import HOUR, START, Payment
from tests.handlers.decision.profile.test_measures import folded
from tests.handlers.decision.strategy.documents import loaded, rule

USUAL = ("customer.count_1h", "customer.count_24h", "customer.sum_24h", "customer.mean_30d", "customer.deviation_30d")
SELDOM = "customer.count_ever"
MEASURES = Measures(
    needs_of(
        loaded(
            *(rule(f"reads_{place}", f"{name} > 10") for place, name in enumerate(USUAL)),
            rule("seldom", f"amount > 10 and {SELDOM} > 2"),
        )
    )
)


def test_of_many_payments_each_has_its_own_features() -> None:
    hour = START - START % HOUR
    past = [Payment(id=f"tx-{place}", time=hour + place) for place in range(2_005)]
    judged = Payment(id="judged", time=hour + HOUR - 1).transaction
    profiles = [folded(past), folded(past[:30]), folded(past[:1]), None]  # the first is too busy to be followed
    every = [{"customer": MEASURES.subject(each, None, judged, START)} for each in profiles]
    found = MEASURES.of_many([*every, {}])
    for subjects, features in zip([*every, {}], found, strict=True):
        made = MEASURES.all_of(subjects)
        assert {name: features[name] for name in (*USUAL, SELDOM) if name in features} == made
    assert "customer.count_24h" not in found[0]
    assert found[1]["customer.count_24h"] == 30


def test_what_is_usual_is_there_before_it_is_read_and_the_rest_is_not() -> None:
    subjects = {"customer": MEASURES.subject(None, None, Payment(id="judged", time=START).transaction, START)}
    (features,) = MEASURES.of_many([subjects])
    assert dict(features) == {f"customer.{name}": Decimal(0) for name in ("count_1h", "count_24h", "sum_24h")}
    assert features[SELDOM] == 0
