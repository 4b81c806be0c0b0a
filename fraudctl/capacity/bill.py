"""AWS's charges for measured usage.

Prices are on demand, without the free tier, as AWS's price pages said in September to November 2026. Another region or
day is another table: pass it to `bill`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Prices:
    """Prices in USD by unit."""

    region: str
    read_on: str
    api_request: float
    lambda_request: float
    lambda_gb_second: float
    write_unit: float
    read_unit: float
    """A strongly consistent read of up to 4 KB."""
    publish: float
    queue_request: float
    trace: float
    log_gigabyte: float
    stored_gigabyte: float
    """In a table, for a month."""


PRICES = Prices(
    region="us-east-1",
    read_on="2026-11",
    api_request=3.50e-6,  # REST API
    lambda_request=0.20e-6,
    lambda_gb_second=0.0000133334,  # arm64
    write_unit=0.625e-6,
    read_unit=0.125e-6,
    publish=0.50e-6,
    queue_request=0.40e-6,
    trace=5.00e-6,
    log_gigabyte=0.50,
    stored_gigabyte=0.25,
)
"""https://aws.amazon.com/api-gateway/pricing/ and its likes for lambda, dynamodb, sns, sqs, xray and cloudwatch."""

GIGABYTE = 1024**3
MEGABYTES_A_GIGABYTE = 1024
MEGABYTES_A_CPU = 1769
"""Memory with which a function has one whole CPU, and with less a share of one. Lambda's developer guide, "memory"."""

XRAY_FIRST, XRAY_SHARE = 1.0, 0.05
"""X-Ray's default sampling: one request a second, and this share of the others."""


@dataclass(kw_only=True)
class Invocations:
    """A function's invocations: their number, memory (MB) and total time (seconds)."""

    count: float
    memory: int
    seconds: float

    @property
    def gb_seconds(self) -> float:
        return self.seconds * self.memory / MEGABYTES_A_GIGABYTE


@dataclass(kw_only=True)
class Usage:
    """Usage by a number of transactions; units are DynamoDB's request units, log bytes those that functions wrote."""

    transactions: float
    api_requests: float = 0
    invocations: Mapping[str, Invocations] = field(default_factory=dict)
    write_units: float = 0
    read_units: float = 0
    published: float = 0
    queue_requests: float = 0
    traces: float = 0
    log_bytes: float = 0
    stored_bytes: float = 0
    """In tables, for the month that the transactions are of."""


def bill(usage: Usage, prices: Prices = PRICES) -> dict[str, float]:
    """Return USD by service, for a million such transactions."""
    million = 1e6 / usage.transactions
    runs = usage.invocations.values()
    return {
        "API Gateway": usage.api_requests * prices.api_request * million,
        "Lambda requests": sum(run.count for run in runs) * prices.lambda_request * million,
        "Lambda time": sum(run.gb_seconds for run in runs) * prices.lambda_gb_second * million,
        "DynamoDB writes": usage.write_units * prices.write_unit * million,
        "DynamoDB reads": usage.read_units * prices.read_unit * million,
        "SNS, SQS": (usage.published * prices.publish + usage.queue_requests * prices.queue_request) * million,
        "X-Ray": usage.traces * prices.trace * million,
        "CloudWatch Logs": usage.log_bytes / GIGABYTE * prices.log_gigabyte * million,
        "DynamoDB storage": usage.stored_bytes / GIGABYTE * prices.stored_gigabyte * million,
    }


def billed_seconds(waiting: float, cpu: float, memory: int) -> float:
    """Return the billed seconds of an invocation that waits for AWS and needs `cpu` seconds of a whole CPU."""
    seconds = waiting + cpu / min(1.0, memory / MEGABYTES_A_CPU)
    return -(-round(seconds * 1e6) // 1000) / 1000


def traces(requests: float, seconds: float) -> float:
    """Return how many of a number of requests, spread over some seconds, X-Ray records."""
    first = min(requests, XRAY_FIRST * seconds)
    return first + XRAY_SHARE * (requests - first)
