"""Past payments are split by time, with the delay of labels between, and refused where labels are too few."""

from datetime import timedelta

import pytest

from fraudctl.train.rows import Row
from fraudctl.train.split import TooFewLabels, split
from handlers.decision.entity.feature import DAY, HOUR

WEEK = timedelta(days=7)


def row(
    at: int, *, fraud: bool = False, received: int | None = None, declined: bool = False, labelled: bool = False
) -> Row:
    return Row(f"tx-{at}", at, (1.0,), fraud, received, declined, labelled or fraud, "C-1")


def hourly(days: int, *, every: int = 6) -> list[Row]:
    """Return a payment an hour, one in so many of which is fraud."""
    return [row(hour * HOUR, fraud=hour % every == 0) for hour in range(days * 24)]


def test_parts_follow_in_time_with_the_delay_of_labels_between() -> None:
    parts, left_out = split(hourly(114), WEEK)
    spans = {name: (rows[0].timestamp / DAY, rows[-1].timestamp / DAY) for name, rows in parts.items()}
    assert spans["train"][0] == 0
    assert spans["stop"][0] - spans["train"][1] == pytest.approx(7, abs=0.1)
    assert spans["calibrate"][0] - spans["stop"][1] == pytest.approx(0, abs=0.1)
    assert spans["held_out"][0] - spans["calibrate"][1] == pytest.approx(7, abs=0.1)
    assert left_out["gap"] == pytest.approx(14 * 24, abs=2)
    assert sum(map(len, parts.values())) + sum(left_out.values()) == 114 * 24


def test_a_label_that_came_after_the_training_is_not_known_to_it() -> None:
    late = [each._replace(label_received=100 * DAY) if each.timestamp == 6 * HOUR else each for each in hourly(114)]
    parts, left_out = split(late, WEEK)
    assert left_out["labelled late"] == 1
    assert "tx-" + str(6 * HOUR) not in {each.transaction_id for each in parts["train"]}


def test_what_was_declined_and_nobody_labelled_is_no_good_payment() -> None:
    declined = [each._replace(declined=True) if each.timestamp in (HOUR, 6 * HOUR) else each for each in hourly(114)]
    parts, left_out = split(declined, WEEK)
    assert left_out["declined and unlabelled"] == 1
    assert {each.timestamp for each in parts["train"]} & {HOUR, 6 * HOUR} == {6 * HOUR}


def test_too_short_a_time_is_refused_with_the_days_that_are_needed() -> None:
    with pytest.raises(TooFewLabels, match=r"the payments are of 20.0 days; .* 28.0 are needed"):
        split(hourly(20), WEEK)
    with pytest.raises(TooFewLabels, match=r"of 0.0 days"):
        split([], WEEK)


def test_too_few_labels_are_refused_with_how_many_there_are_and_are_needed() -> None:
    said = r"too few labels: train has 40 frauds and .* at least: 50 train, 10 stop, 10 calibrate, 10 held out"
    with pytest.raises(TooFewLabels, match=said):
        split(hourly(114, every=36), WEEK)


@pytest.mark.parametrize("every", [10**9, 1])
def test_one_class_alone_is_refused(every: int) -> None:
    with pytest.raises(TooFewLabels, match="too few labels"):
        split(hourly(114, every=every), WEEK)
