"""The page has a section for each measure, and its picture a line for each score that it names."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pytest

from bench.detection.contestants import RECALLS
from bench.detection.handbook.models import LOGISTIC, LOGISTIC_ON_BOOK, TRAINED, TRAINED_ON_BOOK
from bench.detection.jobs import HANDBOOK_MODELS, TURNING
from bench.detection.markdown import FIGURES
from bench.detection.page import detection_page
from bench.detection.plot import handbook_plot
from bench.detection.run import Setting, measure
from simulation import HANDBOOK, HOUSEHOLDS

FIGURE = dict.fromkeys(FIGURES, 0.25)
FOLDS = {
    "folds": [FIGURE, FIGURE],
    "mean": {**FIGURE, "average_precision": 0.76},
    "deviation": FIGURE,
    "precision_by_recall": [1.0] * len(RECALLS),
}
HANDBOOK_SETTING = asdict(Setting(world="handbook", customers=500, days=30, seed=1))
RULES = dict.fromkeys(("default strategy", "the seed's rules", "amount alone", "random"), FOLDS)
MODELS = dict.fromkeys((TRAINED, LOGISTIC, TRAINED_ON_BOOK, LOGISTIC_ON_BOOK), FOLDS)
HALF = {"transactions": 50, "frauds": 4, "scores": {"default strategy": FIGURE}}


@pytest.fixture(scope="module")
def results() -> Mapping[str, Mapping[str, Any]]:
    rows = {"train": {"payments": 300, "frauds": 20}}
    return {
        HANDBOOK: {
            "setting": HANDBOOK_SETTING,
            "protocol": {},
            "transactions": 900,
            "tested": [40, 60],
            "tested_frauds": [1, 2],
            "scores": RULES,
        },
        HANDBOOK_MODELS: {"setting": HANDBOOK_SETTING, "transactions": 400, "scores": MODELS, "gains": []},
        HOUSEHOLDS: {
            "setting": asdict(Setting(world="households", customers=50, days=365, seed=1)),
            "trained_days": 273,
            "training": {"rows": rows, "trees": 3, "held_out": {}, "gains": {"metadata.category": 0.75, "hour": 0.25}},
            "transactions": 200,
            "frauds": 5,
            "scores": {"trained strategy": FIGURE},
        },
        TURNING: {
            "setting": asdict(Setting(world="high_street", customers=50, days=60, seed=1, turns_to="corner_shops")),
            "transactions": 500,
            "frauds": 9,
            "turn": {"before": HALF, "after": HALF},
        },
        "kiosks": measure(Setting(world="kiosks", customers=20, days=2, seed=1)),
    }


def test_each_measure_has_its_section(results: Mapping[str, Mapping[str, Any]]) -> None:
    page = detection_page(results)
    sections = [line for line in page.splitlines() if line.startswith("## ")]

    assert sections == [
        "## The handbook's world",
        "## Nine months to train on",
        "## When the frauds change",
        "## World by world",
        "## By kind of fraud",
        "## What each rule adds",
    ]
    assert "trees were first fitted to 300 events, 20 of them frauds; judged by 200 events, 5 of them frauds." in page
    assert "`metadata.category` 75%, `hour` 25%" in page
    assert page.count(f"\n| {TRAINED} | ") == 3


def test_a_goal_is_reached_or_missed_by_the_figure_found(results: Mapping[str, Mapping[str, Any]]) -> None:
    page = detection_page(results)

    assert f"| {TRAINED} | average precision | 0.75 | 0.760 | reached |" in page
    assert f"| {TRAINED} | card precision at 100 | 0.309 | 0.250 | **missed** |" in page


def test_the_picture_has_a_line_for_each_score_in_both_panels() -> None:
    picture = handbook_plot({**RULES, **MODELS})

    for name in ("trained model", "book&#x27;s features", "default strategy"):
        assert picture.count(f">{name}<") == 2
    assert picture.count('class="line ') == 6
