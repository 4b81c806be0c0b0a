"""What an id was first alerted for stays: when, and by which threshold, whatever comes under the id later."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from tests.handlers.scoring_on_aws import ScoringOnAws, risky_transaction


def test_a_second_alert_under_an_id_changes_neither_time_nor_threshold_of_the_first(
    scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: 1_795_350_700.5))
    scoring.score(risky_transaction(1))
    first = scoring.items["tx-1"]
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: 1_795_437_100.5))
    monkeypatch.setattr(scoring.module.recorder, "_threshold", Decimal("0.5"))

    scoring.score({**risky_transaction(1), "timestamp": 1_795_350_615_999})

    second = scoring.items["tx-1"]
    assert len(second["alerted_timestamps"]) == 2
    assert (second["alerted_at"], second["alerted_above"]) == (first["alerted_at"], first["alerted_above"])
