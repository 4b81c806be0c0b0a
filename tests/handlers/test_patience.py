"""Every call's end comes before its function's, and before the API gives up on it."""

import importlib
from typing import Any

import pytest

from handlers.edges.patience import ATTEMPTS, CONNECT_TIMEOUT, LONGEST_CALL, READ_TIMEOUT
from tests.handlers.functions import Ingestion
from tests.handlers.scoring_on_aws import Scoring

API_GATEWAY_TIMEOUT = 29
"""Seconds; the most that a REST API waits for its integration by default, from API Gateway's quotas."""

LONGEST_WAY = ("Query", "PutItem (claim)", "PutItem (item)", "SendMessage")


def test_the_longest_way_through_ingestion_ends_before_the_api_gives_up() -> None:
    assert len(LONGEST_WAY) * LONGEST_CALL < API_GATEWAY_TIMEOUT


def test_the_longest_call_is_every_attempt_timed_out_with_the_longest_pauses_between() -> None:
    assert LONGEST_CALL == ATTEMPTS * (CONNECT_TIMEOUT + READ_TIMEOUT) + (ATTEMPTS - 1) * 1.0


def configured(client: Any) -> None:
    config = client.meta.config
    assert (config.connect_timeout, config.read_timeout) == (CONNECT_TIMEOUT, READ_TIMEOUT)
    assert config.retries == {"mode": "standard", "total_max_attempts": ATTEMPTS}


@pytest.mark.parametrize("name", ["table", "dead_letters"])
def test_ingestions_clients_are_so_configured(ingestion: Ingestion, name: str) -> None:
    configured(vars(getattr(ingestion.module, name))["_client"])


@pytest.mark.parametrize("name", ["scores", "alerts"])
def test_scorings_clients_are_so_configured(scoring: Scoring, name: str) -> None:
    configured(vars(getattr(scoring.module, name))["_client"])


def test_botocores_first_pause_is_no_longer_than_reckoned_with() -> None:
    standard = importlib.import_module("botocore.retries.standard")
    backoff = standard.ExponentialBackoff(random=lambda: 1.0)

    assert backoff.delay_amount(standard.RetryContext(attempt_number=1)) == 1.0
