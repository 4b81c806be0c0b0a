"""Clients of AWS: made at import, when Lambda gives a function the most CPU, and never in a handler.

From botocore itself: boto3 wraps it in resources and S3 transfers, which nobody here needs and every cold start pays.
"""

from typing import Any

import botocore.session

from handlers.edges.patience import PATIENCE

SESSION = botocore.session.get_session()


def client(service: str) -> Any:
    """The service's client, with bounded patience."""
    return SESSION.create_client(service, config=PATIENCE)
