"""The floor under a function: the calls it makes, and nothing around them."""

from collections.abc import Callable
from typing import Any

import boto3
from botocore import xform_name

from handlers.aws.clients import CLIENT_TIMEOUTS


def replay(calls: list[tuple[str, str, dict[str, Any]]]) -> Callable[[], object]:
    """The same calls again, ready-made parameters and all, with nothing around them."""
    clients: dict[str, Any] = {
        service: boto3.client(service, config=CLIENT_TIMEOUTS)  # type: ignore[call-overload]  # any service
        for service in {service for service, _, _ in calls}
    }
    ready = [(getattr(clients[service], xform_name(operation)), params) for service, operation, params in calls]
    return lambda: [call(**params) for call, params in ready]
