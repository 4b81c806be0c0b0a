"""Each scenario leaves the signature that an investigator would look for."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from simulation import LEGITIMATE, LabelledTransaction

MINUTE = 60_000
HOUR = 60 * MINUTE


def episodes(
    run: Sequence[LabelledTransaction], label: str, field: str, pause: int
) -> Iterator[list[LabelledTransaction]]:
    """Yield a scenario's episodes, by customer or terminal and apart by a pause, but none cut off by the run's end."""
    by_field = defaultdict(list)
    for transaction in run:
        if transaction.label == label:
            by_field[getattr(transaction, field)].append(transaction)
    for found in by_field.values():
        episode = found[:1]
        for transaction in found[1:]:
            if transaction.timestamp - episode[-1].timestamp > pause:
                yield episode
                episode = []
            episode.append(transaction)
        if episode[0].timestamp < run[-1].timestamp - 6 * HOUR:
            yield episode


def honest_medians(run: Sequence[LabelledTransaction]) -> dict[str, Decimal]:
    amounts = defaultdict(list)
    for transaction in run:
        if transaction.label == LEGITIMATE:
            amounts[transaction.customer_id].append(transaction.amount)
    return {customer: median(known) for customer, known in amounts.items()}


def test_a_burst_is_one_customers_small_amounts_then_large_within_ten_minutes(
    long_run: Sequence[LabelledTransaction],
) -> None:
    bursts = list(episodes(long_run, "burst", "customer_id", pause=HOUR))

    assert len(bursts) >= 20
    for burst in bursts:
        amounts = [transaction.amount for transaction in burst]
        assert len(burst) >= 4
        assert burst[-1].timestamp - burst[0].timestamp <= 10 * MINUTE
        assert max(amounts[:3]) * 10 < min(amounts[-2:])


def test_a_burst_happens_where_the_customer_never_paid(long_run: Sequence[LabelledTransaction]) -> None:
    used = {(t.customer_id, t.terminal_id) for t in long_run if t.label == LEGITIMATE}

    assert not used & {(t.customer_id, t.terminal_id) for t in long_run if t.label == "burst"}


def test_a_compromised_terminal_defrauds_several_of_its_regulars_for_a_while(
    long_run: Sequence[LabelledTransaction],
) -> None:
    honest = defaultdict(list)
    for transaction in long_run:
        if transaction.label == LEGITIMATE:
            honest[transaction.customer_id, transaction.terminal_id].append(transaction.amount)
    compromised = list(episodes(long_run, "compromised_terminal", "terminal_id", pause=2 * HOUR))

    assert len(compromised) >= 20
    for episode in compromised:
        assert len({transaction.customer_id for transaction in episode}) == len(episode) >= 4
        assert len({transaction.merchant for transaction in episode}) == 1
        assert 15 * MINUTE < episode[-1].timestamp - episode[0].timestamp < 5 * HOUR
    met = [t for episode in compromised for t in episode if (t.customer_id, t.terminal_id) in honest]
    assert len(met) > 0.8 * sum(map(len, compromised))
    above = [t for t in met if t.amount > 2 * median(honest[t.customer_id, t.terminal_id])]
    assert len(above) > 0.8 * len(met)


def test_out_of_pattern_is_above_ten_times_the_customers_median_at_a_new_merchant(
    long_run: Sequence[LabelledTransaction],
) -> None:
    usual = honest_medians(long_run)
    used = {(t.customer_id, t.merchant) for t in long_run if t.label == LEGITIMATE}
    strange = [transaction for transaction in long_run if transaction.label == "out_of_pattern"]

    assert len(strange) >= 150
    for transaction in strange:
        assert transaction.amount > 10 * usual[transaction.customer_id]
        assert (transaction.customer_id, transaction.merchant) not in used


def test_scenarios_run_side_by_side_with_honest_customers(long_run: Sequence[LabelledTransaction]) -> None:
    first, last = ([t.label for t in run].index("compromised_terminal") for run in (long_run, long_run[::-1]))
    between = {transaction.label for transaction in long_run[first : len(long_run) - last]}

    assert between == {LEGITIMATE, "burst", "compromised_terminal", "out_of_pattern"}
