"""Clients of AWS: made at import, when Lambda gives a function the most CPU, and never in a handler.

From botocore itself: boto3 wraps it in resources and S3 transfers, which nobody here needs and every cold start pays.
"""

from typing import Any

import botocore.session
from botocore.config import Config

from handlers.aws.timeouts import CLIENT_TIMEOUTS

SESSION = botocore.session.get_session()

LEAN = Config(
    user_agent="fraud-detection",  # the SDK's own is put together anew for every request, for a tenth of its CPU
    parameter_validation=False,  # DynamoDB judges again what the SDK would walk through attribute by attribute
)


def client(service: str) -> Any:
    """The service's client, with bounded patience."""
    return SESSION.create_client(service, config=CLIENT_TIMEOUTS.merge(LEAN))
