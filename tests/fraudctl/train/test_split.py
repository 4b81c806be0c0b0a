"""Past payments are split by time, with the delay of labels between, and refused where labels are too few."""

from datetime import timedelta

import pytest

from fraudctl.train.rows import Row
from fraudctl.train.split import PARTS, Parts, TooFewLabels, split
from fraudctl.train.table import Outcomes
from handlers.decision.entity.feature import DAY, HOUR

WEEK = timedelta(days=7)


def row(
    at: int, *, fraud: bool = False, received: int | None = None, declined: bool = False, labelled: bool = False
) -> Row:
    return Row(f"tx-{at}", at, (1.0,), fraud, received, declined, labelled or fraud, "C-1")


def hourly(days: int, *, every: int = 6) -> list[Row]:
    """Return a payment an hour, one in so many of which is fraud."""
    return [row(hour * HOUR, fraud=hour % every == 0) for hour in range(days * 24)]


def split_rows(rows: list[Row], delay: timedelta = WEEK) -> tuple[dict[str, list[Row]], Parts]:
    """Return the rows of each part, and what else was found."""
    outcomes = Outcomes()
    for each in rows:
        outcomes.add(each)
    parts = split(outcomes, delay)
    return {
        name: [row for row, part in zip(rows, parts.places, strict=True) if part == place]
        for place, name in enumerate(PARTS)
    }, parts


def test_parts_follow_in_time_with_the_delay_of_labels_between() -> None:
    parts, found = split_rows(hourly(114))
    spans = {name: (rows[0].timestamp / DAY, rows[-1].timestamp / DAY) for name, rows in parts.items()}
    assert spans["train"][0] == 0
    assert spans["stop"][0] - spans["train"][1] == pytest.approx(7, abs=0.1)
    assert spans["calibrate"][0] - spans["stop"][1] == pytest.approx(0, abs=0.1)
    assert spans["held_out"][0] - spans["calibrate"][1] == pytest.approx(7, abs=0.1)
    assert found.left_out["gap"] == pytest.approx(14 * 24, abs=2)
    assert sum(map(len, parts.values())) + sum(found.left_out.values()) == 114 * 24
    assert {name: each.payments for name, each in found.counts.items()} == {name: len(parts[name]) for name in parts}
    assert {name: each.frauds for name, each in found.counts.items()} == {
        name: sum(row.fraud for row in parts[name]) for name in parts
    }


def test_delays_that_would_eat_half_of_the_time_leave_one_gap() -> None:
    parts, found = split_rows(hourly(60), timedelta(days=20))
    spans = {name: (rows[0].timestamp / DAY, rows[-1].timestamp / DAY) for name, rows in parts.items()}
    assert found.gaps == 1
    assert spans["stop"][0] - spans["train"][1] == pytest.approx(20, abs=0.1)
    assert spans["held_out"][0] - spans["calibrate"][1] == pytest.approx(0, abs=0.1)
    assert split_rows(hourly(114))[1].gaps == 2


def test_the_model_that_is_written_is_fitted_to_what_is_known_by_now() -> None:
    rows = [*hourly(113), row(113 * DAY), row(113 * DAY + 1, labelled=True), row(113 * DAY + 2, fraud=True)]
    rows[5] = rows[5]._replace(declined=True)
    _, found = split_rows(rows)
    known = [bool(each) for each in found.refit]
    assert known[-3:] == [False, True, True]  # the label of what nobody labelled may still come
    assert not known[5]  # it was declined
    assert sum(known) == len([each for each in rows if each.timestamp <= rows[-1].timestamp - 7 * DAY or each.fraud])


def test_a_label_that_came_after_the_training_is_not_known_to_it() -> None:
    late = [each._replace(label_received=100 * DAY) if each.timestamp == 6 * HOUR else each for each in hourly(114)]
    parts, found = split_rows(late)
    assert found.left_out["labelled late"] == 1
    assert "tx-" + str(6 * HOUR) not in {each.transaction_id for each in parts["train"]}


def test_what_was_declined_and_nobody_labelled_is_no_good_payment() -> None:
    declined = [each._replace(declined=True) if each.timestamp in (HOUR, 6 * HOUR) else each for each in hourly(114)]
    parts, found = split_rows(declined)
    assert found.left_out["declined and unlabelled"] == 1
    assert {each.timestamp for each in parts["train"]} & {HOUR, 6 * HOUR} == {6 * HOUR}


def test_too_short_a_time_is_refused_with_the_days_that_are_needed() -> None:
    with pytest.raises(TooFewLabels, match=r"the payments are of 20.0 days; .* 21.0 are needed"):
        split_rows(hourly(20))
    with pytest.raises(TooFewLabels, match=r"of 0.0 days"):
        split(Outcomes(), WEEK)


def test_too_few_labels_are_refused_with_how_many_there_are_and_are_needed() -> None:
    said = r"too few labels: train has 40 frauds and .* at least: 50 train, 10 stop, 10 calibrate, 10 held out"
    with pytest.raises(TooFewLabels, match=said):
        split_rows(hourly(114, every=36))


@pytest.mark.parametrize("every", [10**9, 1])
def test_one_class_alone_is_refused(every: int) -> None:
    with pytest.raises(TooFewLabels, match="too few labels"):
        split_rows(hourly(114, every=every))
