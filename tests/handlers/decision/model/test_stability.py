"""The population stability index is Jeffreys' divergence of shares seen and expected, of few payments a little less."""

from math import log

import pytest

from handlers.decision.model.stability import distances, stability_index


def test_shares_as_expected_are_at_no_distance() -> None:
    assert distances([30, 70], [0.3, 0.7]) == [0, 0]


def test_each_band_s_part_is_its_surplus_times_the_logarithm_of_its_growth() -> None:
    """Half a payment is added to each side of the quotient: 80.5 to 50.5, and 20.5 to 50.5."""
    parts = distances([80, 20], [0.5, 0.5])

    assert parts == pytest.approx([0.3 * log(80.5 / 50.5), -0.3 * log(20.5 / 50.5)])
    assert stability_index([80, 20], [0.5, 0.5]) == pytest.approx(sum(parts))


def test_of_no_payments_the_index_is_zero() -> None:
    assert stability_index([0, 0], [0.5, 0.5]) == 0
