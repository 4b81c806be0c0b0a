"""Honest payments of the named worlds do what simple rules take for fraud, and no id tells of fraud."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from statistics import mean, median

import pytest

from simulation import LEGITIMATE, WORLDS, LabelledTransaction
from tests.simulation.named_worlds import HOUR, euros, owned, run_of

worlds = pytest.mark.parametrize("name", WORLDS)
LABELLED = ("high_street", "kiosks", "web_shop", "travel", "plain")
"""Worlds with fraud enough for a classifier to learn from."""

SEEDS = (7, 8)
"""Of one run, the few customers who meet fraud tell by chance."""

Reading = Callable[[LabelledTransaction], object]

READINGS: dict[str, Reading] = {
    "the transaction's last character": lambda t: t.transaction_id[-1],
    "the customer's last digit": lambda t: t.customer_id[-1],
    "the terminal's last digit": lambda t: (t.terminal_id or "")[-1:],
    "the device's first digit": lambda t: (owned(t, "device_id") or "")[:3],
    "the card's first digit": lambda t: (owned(t, "card_token") or "")[:5],
    "the millisecond": lambda t: t.timestamp % 1000 // 20,
    "the second": lambda t: t.timestamp // 1000 % 60,
    "whether the amount is whole": lambda t: t.amount % 1 == 0,
    "the last digit of the amount": lambda t: t.amount * 100 % 10,
    "the names in metadata": lambda t: tuple(t.metadata or ()),
    "the lengths of ids": lambda t: (
        len(t.customer_id),
        len((t.terminal_id or "").rpartition("-")[2]),  # of the number: the letters tell the web from streets
        len(owned(t, "device_id") or ""),
        len(owned(t, "card_token") or ""),
    ),
}


@cache
def honest(name: str) -> Sequence[LabelledTransaction]:
    return [transaction for transaction in run_of(name) if transaction.label == LEGITIMATE]


def by_customer(run: Sequence[LabelledTransaction]) -> dict[str, list[LabelledTransaction]]:
    groups = defaultdict(list)
    for transaction in run:
        groups[transaction.customer_id].append(transaction)
    return groups


def auc(honest: Counter[float], frauds: Counter[float]) -> float:
    """Return how often a fraud is scored above an honest payment, ties being half, of the number at each score."""
    below = wins = 0.0
    for score in sorted({*honest, *frauds}):
        wins += frauds[score] * (below + honest[score] / 2)
        below += honest[score]
    return wins / (frauds.total() * honest.total())


@cache
def halves(name: str, seed: int = SEEDS[0]) -> Sequence[tuple[Sequence[LabelledTransaction], ...]]:
    """Return honest payments and frauds of every second customer, and those of the others."""
    groups = list(by_customer(run_of(name, seed)).values())
    return [
        tuple([t for group in groups[half::2] for t in group if t.fraudulent is fraud] for fraud in (False, True))
        for half in (0, 1)
    ]


def learned(name: str, reading: Reading, seed: int = SEEDS[0]) -> float:
    """Return the AUC, over every second customer, of the share of frauds that a value met among the others."""
    (honest, frauds), others = ([Counter(map(reading, some)) for some in half] for half in halves(name, seed))
    scored: list[Counter[float]] = []
    for met in others:
        scores = Counter[float]()
        for value, count in met.items():
            scores[frauds[value] / ((honest[value] + frauds[value]) or 1)] += count
        scored.append(scores)
    return auc(*scored)


@pytest.mark.parametrize("name", LABELLED)
@pytest.mark.parametrize("reading", READINGS)
def test_neither_ids_nor_metadata_tell_of_fraud(name: str, reading: str) -> None:
    assert mean(learned(name, READINGS[reading], seed) for seed in SEEDS) < 0.6


@pytest.mark.parametrize("name", LABELLED)
def test_the_classifier_would_find_what_tells_of_fraud(name: str) -> None:
    numbers = {t.transaction_id: number for number, t in enumerate(run_of(name))}

    assert learned(name, lambda t: t.fraudulent and numbers[t.transaction_id] % 3 > 0) > 0.7


@pytest.mark.parametrize("name", LABELLED)
def test_a_merchants_name_tells_little_of_fraud(name: str) -> None:
    assert learned(name, lambda t: t.merchant) < 0.75


@worlds
def test_fraud_happens_nowhere_but_where_honest_customers_pay_too(name: str) -> None:
    words = {transaction.merchant.rstrip("0123456789") for transaction in honest(name)}

    assert all(transaction.merchant.rstrip("0123456789") in words for transaction in run_of(name))


@worlds
def test_some_customers_pay_many_times_within_an_hour(name: str) -> None:
    bursts = [
        1
        for group in by_customer(honest(name)).values()
        for first, fourth in zip(group, group[3:], strict=False)
        if fourth.timestamp - first.timestamp < HOUR
    ]

    assert len(bursts) > 20


@worlds
def test_some_customers_pay_many_times_what_they_usually_do(name: str) -> None:
    groups = by_customer(honest(name))
    usual = {customer: median(map(euros, group)) for customer, group in groups.items()}
    far = [t for group in groups.values() for t in group if euros(t) > 10 * usual[t.customer_id]]

    assert 0.001 < len(far) / len(honest(name)) < 0.15


@worlds
def test_customers_go_to_new_shops_now_and_then(name: str) -> None:
    new = 0
    later = []
    for group in by_customer(honest(name)).values():
        known = {(t.merchant, t.terminal_id) for t in group[:30]}
        later += group[30:]
        for transaction in group[30:]:
            new += (transaction.merchant, transaction.terminal_id) not in known
            known.add((transaction.merchant, transaction.terminal_id))

    assert 0.03 < new / len(later) < 0.66


@pytest.mark.parametrize("name", [name for name in WORLDS if WORLDS[name].devices])
def test_honest_customers_have_several_devices_and_some_share_one(name: str) -> None:
    pairs = {(t.customer_id, owned(t, "device_id")) for t in honest(name)}
    devices = Counter(customer for customer, _ in pairs)
    customers = Counter(device for _, device in pairs)

    assert 1.1 < sum(devices.values()) / len(devices) < 2
    assert 0.02 < sum(count > 1 for count in customers.values()) / len(customers) < 0.2


def test_abroad_customers_pay_in_the_currency_of_the_place() -> None:
    currencies = defaultdict(set)
    for transaction in honest("travel"):
        currencies[transaction.customer_id].add(transaction.currency)

    assert sum(len(known) > 1 for known in currencies.values()) > len(currencies) / 3
    assert all(len({t.currency for t in group}) == 1 for group in by_customer(honest("web_shop")).values())
