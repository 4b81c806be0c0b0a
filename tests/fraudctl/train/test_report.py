"""The report of a training: at the terminal, for programs, as a picture, a page and a card, each whole and the same."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest

from fraudctl.backtest.review_cost import ReviewCost
from fraudctl.charts.bars import Bars
from fraudctl.profiles.packaged import packaged_strategy
from fraudctl.terminal.json_text import as_json_text
from fraudctl.train.command_line import typed
from fraudctl.train.markdown import plain
from fraudctl.train.model_card import model_card
from fraudctl.train.page import training_page
from fraudctl.train.picture import picture
from fraudctl.train.report import Report, headline, remarks, tables
from fraudctl.train.result import training_json
from tests.fraudctl.backtest.test_reports import Elements
from tests.fraudctl.train.modelled import OUT, a_report, paid

SVG = "{http://www.w3.org/2000/svg}"
HEADINGS = [
    "Model details",
    "Intended use",
    "Uses that it is not for",
    "Factors",
    "Metrics",
    "Training and evaluation data",
    "Quantitative analyses",
    "Features and importance",
    "Ethical considerations",
    "Caveats and recommendations",
    "Make it again",
]
DRAWN = {"line one", "line two", "bar one", "line one dashed"}
HOSTILE = "<script>alert(1)</script>|`*x*\u202e"


@pytest.fixture(scope="module")
def report() -> Report:
    payments = [
        *(paid(number, 900, "burst" if number % 3 else "legitimate") for number in range(9)),
        *(paid(number, 20, HOSTILE if number == 12 else "legitimate") for number in range(9, 30)),
        paid(30, 900, "", declined=True),
        paid(31, 20, ""),
    ]
    return a_report(payments, review_cost=ReviewCost(["EUR=2"]))


def test_the_tables_tell_all_that_there_is_to_choose(report: Report) -> None:
    titles = [re.sub(" [0-9a-f]{8}$", "", str(each.title)) for each in tables(report)]
    assert titles == [
        "Parts of the time",
        "Left out",
        "Detection",
        "Frauds by label",
        "Thresholds of model.score, trained",
        "By review capacity",
        "Calibration",
        "Importance, by gain",
        "Gained and lost",
    ]
    assert all(each.row_count for each in tables(report))


def test_it_says_what_was_made_and_what_to_know(report: Report) -> None:
    said = [each.plain for each in headline(report)]
    assert said[0] == "32 payments of past.jsonl; a label is known after 7 days"
    assert said[1] == "trained is a model of 1 tree over 3 features"
    assert said[2] == "on 2026-01-05 to 2026-02-03, which was held out: 32 payments, 7 of them fraud"
    assert said[3].startswith("trained catches 85.7 % of the frauds by ")
    notes = " ".join(remarks(report))
    assert "1 payment without a label, counted as legitimate: lines 32" in notes
    assert "1 payment held out was declined when made, and nobody labelled: left out" in notes
    assert "trained: value over cost is highest at threshold" in notes


def test_a_program_gets_all_figures(report: Report) -> None:
    told = training_json(report, OUT)
    as_json_text(told)
    assert told["trained"]["recall"] == pytest.approx(6 / 7)
    assert told["against"]["strategy"]["name"] == "default"
    assert [each["payments"] for each in told["calibration"]] == [22, 0, 0, 0, 0, 0, 0, 0, 9, 0]
    assert told["model_thresholds"][-1]["recall"] == 1
    assert told["model_thresholds"][-1]["value_over_cost"]
    assert (told["lines"], told["unlabelled"], told["difference"]["gained"]["count"]) == (32, 1, 6)


def test_the_picture_has_six_panels_with_something_in_each(report: Report) -> None:
    root = ET.fromstring(picture(report))  # noqa: S314 -- our own
    panels = {str(panel[0].text): {str(each.get("class")) for each in panel} & DRAWN for panel in root.iter(f"{SVG}g")}
    assert panels == {
        "Precision by recall": {"line one", "line one dashed"},
        "By review capacity": {"line one", "line two", "line one dashed"},
        "Calibration: seen, by what was expected": {"line one"},
        "Payments a day, by probability": {"line one", "line two"},
        "By threshold of model.score": {"line one", "line two"},
        "Importance: share of gain": {"bar one"},
    }


def test_the_page_needs_nothing_else_and_nothing_from_outside_is_markup(report: Report) -> None:
    page = training_page(report)
    found = Elements(page)
    assert found.open == []
    assert not {"script", "link", "img", "iframe", "a"} & set(found.names)
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in found.attributes
    assert "\u202e" not in page
    assert HOSTILE.replace("\u202e", "\\u202e") in "".join(found.texts)


def test_the_card_has_its_sections_and_nothing_from_outside_is_markup(report: Report) -> None:
    card = model_card(report)
    assert re.findall(r"^## (.+)$", card, re.MULTILINE) == HEADINGS
    assert "\u202e" not in card
    assert "<script>" not in card.replace(r"\<script\>", "")
    for row in re.findall(r"^\|.*\|$", card, re.MULTILINE):
        assert len(re.split(r"(?<!\\)\|", row)) > 3
    assert "| SHA-256 of the file | " + "0" * 64 in card
    assert "credit, insurance, employment" in card
    assert card.endswith("    fraudctl train --data past.jsonl --out trained.yaml\n")


def test_the_same_training_gives_the_same_bytes(report: Report) -> None:
    for written in (picture, training_page, model_card):
        assert written(report) == written(report)


@pytest.mark.parametrize(
    "payments",
    [[paid(0, 20)], [paid(0, 900, "fraud")], [paid(0, 900, "", declined=True)]],
    ids=["no fraud", "nothing else", "unknown"],
)
def test_there_is_a_report_of_anything(payments: Any) -> None:
    found = a_report(payments, gains={}, left_out={})
    for written in (picture, training_page, model_card):
        assert "nan" not in written(found)
    as_json_text(training_json(found, OUT))


def test_text_is_escaped_where_it_would_be_markup_and_nowhere_else() -> None:
    assert plain("a_b|c <i> _x_ `y`") == r"a_b\|c \<i\> \_x\_ \`y\`"


def test_the_command_is_told_as_it_was_typed() -> None:
    options = dict.fromkeys(("stack", "since", "until", "like", "against"))
    given = {**options, "data": "my past.jsonl", "column": ["amount=A B"], "review_cost": [], "no_attempts": True}
    found = typed({**given, "label_delay": "7d", "out": OUT, "html": "x"})
    read = "--data 'my past.jsonl' --column 'amount=A B'"
    assert found == f"fraudctl train {read} --label-delay 7d --no-attempts --out trained.yaml"


def test_bars_are_as_long_as_what_they_are_of_and_stay_in_their_place() -> None:
    rows = [("<b>", 0.5, "50 %"), ("b" * 90, 0.25, "25 %"), ("c", 0, "0 %")]
    drawn = ET.fromstring(Bars(title="t", rows=rows).draw(0, 0))  # noqa: S314 -- our own
    widths = [float(str(each.get("width"))) for each in drawn.iter("rect")]
    assert widths[0] == 2 * widths[1]
    assert widths[2] == 1
    assert max(float(str(each.get("x"))) + float(str(each.get("width"))) for each in drawn.iter("rect")) < 460
    assert list(ET.fromstring(Bars(title="t", rows=[], lacking="none").draw(0, 0)).iter("rect")) == []  # noqa: S314


def test_a_person_is_told_which_strategy_was_judged_and_which_is_written(report: Report) -> None:
    written = packaged_strategy()
    (said,) = [
        each
        for each in remarks(replace(report, training=report.training._replace(strategy=written)))
        if "was judged" in each
    ]
    judged = report.held_out.trained.strategy.digest
    assert said.startswith(f"trained {judged[:8]} was judged; default {written.digest[:8]}, which is written,")
