"""Of an account with two detectors each is imported with what is its own: rules, events, labels, outcomes, model."""

import json
import shutil
from pathlib import Path

import pytest

from fraudctl.fraud_detector.conversion.event_form import labels_of
from fraudctl.fraud_detector.importing import import_detector, read_source
from fraudctl.fraud_detector.output.facts import facts_of
from tests.documents.pages import PROJECT

ACCOUNT = PROJECT / "samples" / "fraud-detector" / "exported"
FRAUDS = {"card_payments": ["1"], "sample_detector": ["fraud"]}


@pytest.mark.parametrize(
    ("detector", "mode", "counts", "outcomes"),
    [
        (
            "card_payments",
            "FIRST_MATCHED",
            {"exact": 3, "assumed": 13, "refused": 4},
            {"approve", "block", "verify", "notify_team"},
        ),
        (
            "sample_detector",
            "ALL_MATCHED",
            {"exact": 4, "assumed": 0, "refused": 1},
            {"deny", "review", "verify_customer"},
        ),
    ],
)
def test_each_of_two_detectors_has_what_is_its_own(
    detector: str, mode: str, counts: dict[str, int], outcomes: set[str]
) -> None:
    facts = facts_of(import_detector(read_source(ACCOUNT), detector=detector, meaning={}))
    assert (facts["mode"], facts["counts"], facts["problems"]) == (mode, counts, [])
    assert set(facts["outcomes"]) == outcomes
    assert facts["labels"]["fraud"] == FRAUDS[detector]


@pytest.mark.parametrize("detector", FRAUDS)
def test_without_the_version_of_its_model_a_detector_has_the_labels_of_its_event_type(
    detector: str, tmp_path: Path
) -> None:
    source = Path(shutil.copytree(ACCOUNT, tmp_path / "source"))
    for file in source.glob("get-detector-version-*.json"):
        value = json.loads(file.read_text())
        file.write_text(json.dumps({**value, "modelVersions": []}))
    found = import_detector(read_source(source), detector=detector, meaning={}).conversion.detector
    assert labels_of(found)["fraud"] == FRAUDS[detector]
