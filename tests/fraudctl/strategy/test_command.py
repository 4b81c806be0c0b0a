"""`fraudctl strategy`, as a person or a workflow types it."""

import json
from typing import Any

import pytest

from tests.fraudctl.strategy.written import CUSTOMER


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["check", "good.yaml"], 0),
        (["check", "good.yaml", "warned.yaml"], 0),
        (["check", "--strict", "good.yaml"], 0),
        (["check", "--strict", "warned.yaml", "good.yaml"], 1),
        (["check", "broken.yaml", "good.yaml"], 1),
        (["check", "failing.yaml"], 0),
        (["check", "latin.yaml"], 1),
        (["check", "nowhere.yaml"], 1),
        (["check"], 2),
        (["test", "good.yaml", "warned.yaml"], 0),
        (["test", "failing.yaml", "good.yaml"], 1),
        (["test", "broken.yaml"], 1),
        (["explain", "good.yaml", "--transaction", "{}"], 0),
        (["explain", "broken.yaml", "--transaction", "{}"], 1),
        (["explain", "good.yaml", "--transaction", "{"], 1),
        (["explain", "good.yaml", "--transaction", "@nowhere.json"], 1),
        (["explain", "good.yaml"], 2),
        (["explain", "features.yaml", "--transaction", CUSTOMER, "--known", '{"customer": {"count_1h": 6}}'], 0),
        (["explain", "features.yaml", "--transaction", CUSTOMER, "--known", '{"customer": {"count": 6}}'], 1),
        (["explain", "features.yaml", "--transaction", CUSTOMER, "--known", "@nowhere.json"], 1),
        (["diff", "good.yaml", "good.yaml"], 0),
        (["diff", "good.yaml", "warned.yaml"], 0),
        (["diff", "good.yaml", "broken.yaml"], 1),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else str(each),
)
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_the_exit_code_says_whether_all_is_well(typed: Any, words: list[str], code: int, form: list[str]) -> None:
    assert typed(*words, *form)[0] == code


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["explain", "good.yaml", "--transaction", "@nowhere.json"],
            "fraudctl: nowhere.json: No such file or directory\n",
        ),
        (
            ["explain", "good.yaml", "--transaction", '{"amuont": 1}'],
            "fraudctl: the API would refuse this transaction: amuont: is not a field of a transaction\n",
        ),
        (
            ["explain", "features.yaml", "--transaction", "{}", "--known", '{"customer": {"count_1h": 6}}'],
            (
                "fraudctl: known.customer: the transaction has no customer of which this is known "
                "(perhaps: customer_id: …)\n"
            ),
        ),
        (
            ["explain", "features.yaml", "--transaction", CUSTOMER, "--known", '{"custmer": {}, "terminal": 5}'],
            (
                "fraudctl: known.custmer: custmer is no entity of this strategy (perhaps: customer); "
                "known.terminal: the transaction has no terminal of which this is known (perhaps: terminal_id: …)\n"
            ),
        ),
        (
            ["explain", "features.yaml", "--transaction", CUSTOMER, "--known", '{"customer": {"cuont_1h": 6}}'],
            "fraudctl: known.customer.cuont_1h: cuont_1h is no feature of an entity (perhaps: count_1h)\n",
        ),
        (
            ["explain", "features.yaml", "--transaction", CUSTOMER, "--known", '{"customer": {}, "customer": {}}'],
            "fraudctl: known: customer: must not be given twice\n",
        ),
        (
            ["explain", "features.yaml", "--transaction", CUSTOMER, "--known", "[]"],
            "fraudctl: known: body: must be a JSON object in UTF-8\n",
        ),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_what_cannot_be_read_is_said_in_one_line(typed: Any, words: list[str], said: str) -> None:
    assert typed(*words) == (1, "", said)


def test_check_prints_every_error_and_what_each_file_holds(typed: Any) -> None:
    assert typed("check", "broken.yaml", "good.yaml")[1] == (
        "broken.yaml:6:12: error: rule night: huor is not known\n"
        "  |\n"
        "6 | when: 'huor < 6'\n"
        "  |        ^\n"
        "  = perhaps: hour\n"
        "broken.yaml: 1 error\n"
        "good.yaml: strategy tried, 1 rule, 1 example, 0 warnings, no errors\n"
    )


def test_an_error_is_never_wrapped(typed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    assert "\n6 | when: 'huor < 6'\n" in typed("check", "broken.yaml")[1]
    assert "broken.yaml:6:12: error: rule night: huor is not known\n" in typed("check", "broken.yaml")[1]


def test_check_tells_programs_where_each_error_is(typed: Any) -> None:
    good, broken = json.loads(typed("check", "good.yaml", "broken.yaml", "--json")[1])
    assert (good["name"], good["rules"], good["errors"], good["warnings"]) == ("tried", 1, [], [])
    assert broken["errors"] == [
        {
            "severity": "error",
            "file": "broken.yaml",
            "line": 6,
            "column": 12,
            "rule": "night",
            "message": "huor is not known",
            "hint": "hour",
        }
    ]


def test_test_shows_what_came_otherwise(typed: Any) -> None:
    printed = typed("test", "failing.yaml")[1]
    assert "failing.yaml:9:30: error: score is 0, not 0.5\n" in printed
    assert printed.endswith("failing.yaml: 1 example, 1 failed\n  in no example fires: night\n")
    (facts,) = json.loads(typed("test", "failing.yaml", "--json")[1])
    assert (facts["passed"], facts["failed"], facts["untried"]) == (False, 1, ["night"])
    assert facts["mismatches"][0]["line"] == 9


def test_diff_tells_what_is_other(typed: Any) -> None:
    assert typed("diff", "good.yaml", "warned.yaml")[1].splitlines() == [
        "- removed night",
        "    when: hour < 6",
        "+ added large",
        "    when: amount > 100",
    ]
    assert json.loads(typed("diff", "good.yaml", "warned.yaml", "--json")[1])[0] == {
        "change": "removed",
        "subject": "night",
        "details": ["when: hour < 6"],
    }
