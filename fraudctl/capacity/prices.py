"""What AWS charges on demand, without the free tier, as its price pages said in September to November 2026.

USD. Another region or day is another table: pass it to `bill`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Prices:
    """USD by unit."""

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
)
"""https://aws.amazon.com/api-gateway/pricing/ and its likes for lambda, dynamodb, sns, sqs, xray and cloudwatch."""
