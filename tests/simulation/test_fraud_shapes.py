"""Each fraud of the named worlds leaves the signature that an investigator would look for."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from statistics import median

from simulation import LEGITIMATE, WORLDS, LabelledTransaction, World, simulate_world
from simulation.worlds.traffic import SUBTLE
from tests.simulation.named_worlds import DAY, HOUR, euros, frauds, owned, run_of

Key = Callable[[LabelledTransaction], Hashable]


def grouped(run: Sequence[LabelledTransaction], key: Key) -> dict[Hashable, list[LabelledTransaction]]:
    groups = defaultdict(list)
    for transaction in run:
        groups[key(transaction)].append(transaction)
    return groups


def honest_medians(name: str) -> dict[Hashable, float]:
    honest = grouped([t for t in run_of(name) if t.label == LEGITIMATE], lambda t: t.customer_id)
    return {customer: median(map(euros, known)) for customer, known in honest.items()}


def test_card_testing_is_small_amounts_one_after_the_other() -> None:
    for _, tests in frauds("card_testing"):
        assert all(euros(transaction) < 7 for transaction in tests)
        shops = grouped(tests, lambda t: (t.merchant, t.terminal_id))
        assert all(len(group) >= 3 for group in shops.values() if group[-1].timestamp < tests[-1].timestamp - DAY)


def test_cards_are_tested_one_by_one_and_many_at_a_shop() -> None:
    customers = [
        len({transaction.customer_id for transaction in group})
        for name, tests in frauds("card_testing")
        if name in ("kiosks", "web_shop", "travel")
        for group in grouped(tests, lambda t: (t.merchant, t.terminal_id)).values()
    ]

    assert min(customers) == 1
    assert max(customers) >= 10


def test_a_stolen_card_pays_more_than_its_customer_usually_does() -> None:
    for name, thefts in frauds("stolen_card"):
        if name == "quiet":
            continue
        usual = honest_medians(name)
        above = [euros(transaction) / usual[transaction.customer_id] for transaction in thefts]
        assert median(above) > 2


def test_an_account_that_was_taken_over_pays_by_a_device_that_the_customer_never_used() -> None:
    for name, takeovers in frauds("account_takeover"):
        honest = {(t.customer_id, owned(t, "device_id")) for t in run_of(name) if t.label == LEGITIMATE}
        if WORLDS[name].devices:
            assert not honest & {(t.customer_id, owned(t, "device_id")) for t in takeovers}


def test_the_customer_goes_on_paying_while_another_uses_the_account() -> None:
    takeovers = grouped(dict(frauds("account_takeover"))["web_shop"], lambda t: t.customer_id)
    honest = grouped([t for t in run_of("web_shop") if t.label == LEGITIMATE], lambda t: t.customer_id)
    during = [
        any(group[0].timestamp < t.timestamp < group[-1].timestamp + 3 * DAY for t in honest[customer])
        for customer, group in takeovers.items()
    ]

    assert sum(during) > len(during) / 2


def test_a_compromised_terminal_defrauds_many_for_days_in_the_midst_of_honest_payments() -> None:
    for name, payments in frauds("compromised_terminal"):
        if WORLDS[name].strengths == (SUBTLE,):
            continue  # too few to be seen within the run
        terminals = grouped(payments, lambda t: t.terminal_id)
        assert len(terminals) >= 2
        spans = [group[-1].timestamp - group[0].timestamp for group in terminals.values()]
        assert max(spans) > 3 * DAY
        assert max(spans) < 28 * DAY + 40 * HOUR


def test_a_compromised_terminal_defrauds_many_customers_and_serves_others() -> None:
    run = list(simulate_world(World(seed=7, name="kiosks", customers=300, terminals=300), count=15_000))
    terminals = grouped([t for t in run if t.label == "compromised_terminal"], lambda t: t.terminal_id)
    honest = {transaction.terminal_id for transaction in run if transaction.label == LEGITIMATE}

    assert max(len({transaction.customer_id for transaction in group}) for group in terminals.values()) >= 10
    assert honest > set(terminals)


def test_a_skimmed_card_was_used_at_the_terminal_that_copied_it_and_is_emptied_elsewhere() -> None:
    for name, payments in frauds("skimmed_card"):
        honest = grouped([t for t in run_of(name) if t.label == LEGITIMATE], lambda t: t.customer_id)
        for customer, group in grouped(payments, lambda t: t.customer_id).items():
            assert any(each.timestamp < group[0].timestamp - DAY for each in honest[customer])


def test_a_thief_uses_one_device_for_several_cards() -> None:
    devices = grouped(dict(frauds("stolen_card"))["web_shop"], lambda t: owned(t, "device_id"))

    assert max(len({t.customer_id for t in group}) for group in devices.values()) >= 2


def test_all_that_is_paid_at_a_captured_terminal_is_fraud_for_four_weeks() -> None:
    ((name, payments),) = frauds("captured_terminal")
    terminals = grouped(run_of(name), lambda t: t.terminal_id)
    for terminal, stolen in grouped(payments, lambda t: t.terminal_id).items():
        meanwhile = [t for t in terminals[terminal] if stolen[0].timestamp <= t.timestamp <= stolen[-1].timestamp]
        assert meanwhile == stolen
        assert stolen[-1].timestamp - stolen[0].timestamp < 28 * DAY
    usual = honest_medians(name)
    known = [t for t in payments if t.customer_id in usual]
    assert 0.5 < median(euros(t) / usual[t.customer_id] for t in known) < 2


def test_a_leaked_card_pays_several_times_the_usual_beside_its_owner() -> None:
    ((name, payments),) = frauds("leaked_card")
    usual, everybody = honest_medians(name), grouped(run_of(name), lambda t: t.customer_id)
    shares = []
    for customer, stolen in grouped(payments, lambda t: t.customer_id).items():
        assert stolen[-1].timestamp - stolen[0].timestamp < 14 * DAY
        during = [t for t in everybody[customer] if stolen[0].timestamp <= t.timestamp <= stolen[-1].timestamp]
        shares += [t in stolen for t in during] if len(stolen) > 2 else []

    assert median(euros(t) / usual[t.customer_id] for t in payments) > 3
    assert 0.2 < sum(shares) / len(shares) < 0.6
