"""A function that starts makes a client of a bus only where its stack has one: each costs a cold start its time."""

from collections.abc import Mapping
from typing import Any

import pytest

from handlers.aws import settler_at_start as module
from handlers.aws.settler_at_start import settler_at_start

VARIABLES: Mapping[str, str] = {
    "ENVIRONMENT": "test",
    "REVIEWS_TABLE": "reviews",
    "REVIEW_HOURS": "24",
    "SNS_TOPIC_ARN": "alerts",
    "EVENTS_TOPIC_ARN": "events",
    "DASHBOARD_URL": "https://console.example/dashboard",
}


@pytest.mark.parametrize(("bus", "services"), [("", ["sns"]), ("arn:aws:events:::event-bus/shop", ["sns", "events"])])
def test_a_client_of_the_bus_is_made_where_there_is_one(
    bus: str, services: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = list[str]()
    monkeypatch.setattr(module, "aws_client", made.append)
    anything: Any = None

    settler_at_start({**VARIABLES, "EVENT_BUS": bus}, anything, anything)

    assert made == services
