"""The plan for transactions that are read back, against cases worked by hand."""

import pytest

from fraudctl.capacity.load import ExpectedLoad
from fraudctl.capacity.plan import CapacityPlan, plan_capacity
from tests.fraudctl.capacity.test_plan import ROUND, need


def plan(reads: float) -> CapacityPlan:
    return plan_capacity(ExpectedLoad(rate=1_000, alerted=0, reads=reads), times=ROUND)


def test_each_read_is_a_request_and_four_units() -> None:
    without, read = plan(0), plan(2)
    million = 730 * 3600 * 1_000 / 1e6
    more = {service: (read.monthly[service] - without.monthly[service]) / million / 2 for service in read.monthly}
    assert more["API Gateway"] == pytest.approx(3.50)
    assert more["Lambda requests"] == pytest.approx(0.20)
    assert more["DynamoDB reads"] == pytest.approx(4 * 0.125)
    assert more["DynamoDB writes"] == more["SNS, SQS"] == more["DynamoDB storage"] == 0
    assert need(read, "requests/s: stage throttle") == 3_000


def test_a_million_reads_cost_what_the_guide_says() -> None:
    without, read = (plan_capacity(ExpectedLoad(rate=1_000, reads=each)) for each in (0, 1))
    assert read.per_million - without.per_million == pytest.approx(4.75, abs=0.05)


@pytest.mark.parametrize("reads", [-1, float("nan"), float("inf")])
def test_reads_are_a_number(reads: float) -> None:
    with pytest.raises(ValueError, match="reads must be a number for each transaction, 0 or more"):
        ExpectedLoad(rate=1, reads=reads)
