"""An experiment assigns customers: each to one arm for good, about as many as its percentage says."""

from collections.abc import Sequence
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from handlers.decision.arms import CHALLENGER, arm_of, unit_of
from handlers.decision.entity.entities import EntityKey
from handlers.decision.panel import Panel
from tests.handlers.decision.strategy.documents import loaded, rule

EXPERIMENT = "5f" * 32
CUSTOMERS = [f"C-{number}" for number in range(10_000)]
ACTIVE = loaded(rule())
CARDS = loaded(rule("cards", "card.count_1h > 5"), entities={"device": "metadata.device", "card": "metadata.card"})

ids = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)


def treated(percent: int, experiment: str = EXPERIMENT, customers: Sequence[str] = CUSTOMERS) -> set[str]:
    return {each for each in customers if arm_of(EntityKey("customer", each), experiment, percent).name == CHALLENGER}


def reckoned(percent: int) -> int:
    """Return how many of the customers are in the challenger's arm, by the last digits of a whole number."""
    count = 0
    for each in CUSTOMERS:
        digits = sha256(EXPERIMENT.encode() + b"\0customer\0" + each.encode()).hexdigest()[:16]
        count += int(str(int(digits, 16))[-4:]) / 100 < percent
    return count


def test_about_the_percentage_of_the_customers_is_in_the_challengers_arm() -> None:
    expected = {1: (70, 130), 10: (900, 1100), 50: (4850, 5150), 99: (9870, 9930), 100: (10_000, 10_000)}
    for percent, (least, most) in expected.items():
        assert least <= len(treated(percent)) == reckoned(percent) <= most


def test_raising_the_percentage_adds_customers_and_takes_none_away() -> None:
    before = set[str]()
    for percent in range(1, 101):
        now = treated(percent, customers=CUSTOMERS[:2_000])
        assert before < now
        before = now


def test_another_experiment_assigns_others() -> None:
    both = treated(50) & treated(50, "a0" * 32)
    assert 2_300 < len(both) < 2_700


@given(st.integers(1, 100), ids, st.dictionaries(st.sampled_from(["terminal", "merchant", "card", "device"]), ids))
def test_every_payment_of_a_customer_is_in_the_same_arm(percent: int, customer: str, others: dict[str, str]) -> None:
    panel = Panel(ACTIVE, challenger=CARDS, percent=percent)
    alone = panel.arm([EntityKey("customer", customer)])
    assert alone
    assert alone == panel.arm([*(EntityKey(*each) for each in others.items()), EntityKey("customer", customer)])


@given(st.integers(1, 100), ids, ids)
def test_nobody_is_assigned_by_terminal_or_merchant(percent: int, terminal: str, merchant: str) -> None:
    named = loaded(rule("shop", "merchant.count_1h > 5"), entities={"merchant": "merchant"})
    panel = Panel(ACTIVE, challenger=named, percent=percent)
    assert panel.arm([EntityKey("terminal", terminal), EntityKey("merchant", merchant)]) is None


def test_without_a_customer_the_first_entity_by_name_is_assigned_that_the_challenger_names() -> None:
    card, device, other = EntityKey("card", "T-9"), EntityKey("device", "D-1"), EntityKey("account", "A-1")
    assert unit_of([device, other, card], CARDS.entities) == card
    assert unit_of([other, device], CARDS.entities) == device
    assert unit_of([other], CARDS.entities) is None
    assert Panel(ACTIVE, challenger=ACTIVE, percent=100).arm([card, device]) is None


def test_a_unit_is_known_by_its_hash_whatever_the_experiment_and_the_percentage() -> None:
    card, percentages = EntityKey("card", "T-9"), (1, 50, 100)
    units = {arm_of(card, experiment, each).unit for each in percentages for experiment in (EXPERIMENT, "a0" * 32)}
    assert units == {sha256(b"card\0T-9").hexdigest()[:16]}
    assert arm_of(EntityKey("customer", "T-9"), EXPERIMENT, 1).unit not in units


def test_without_a_challenger_there_is_no_arm() -> None:
    assert Panel.of_one(CARDS).arm([EntityKey("customer", "C-1")]) is None
