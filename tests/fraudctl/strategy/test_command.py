"""`fraudctl strategy`, as a person or a workflow types it."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from fraudctl import cli
from tests.fraudctl.strategy.written import HEAD, rule

GOOD = f"{HEAD}rules:\n{rule('night', 'hour < 6')}examples:\n  - {{transaction: {{}}, score: 0}}\n"
WARNED = f"{HEAD}rules:\n{rule('large', 'amount > 100')}"
FEATURES = f"{HEAD}rules:\n{rule('often', 'customer.count_1h > 5')}"
BROKEN = f"{HEAD}rules:\n{rule('night', 'huor < 6')}"
CUSTOMER = '{"customer_id": "C-1"}'
FAILING = GOOD.replace("score: 0}", "score: 0.5}")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a file of each sort, which is the current one."""
    for name, content in {
        "good": GOOD,
        "warned": WARNED,
        "broken": BROKEN,
        "failing": FAILING,
        "features": FEATURES,
    }.items():
        (tmp_path / f"{name}.yaml").write_text(content)
    (tmp_path / "latin.yaml").write_bytes(b"name: \xe9\n")
    (tmp_path / "risky.json").write_text('{"amount": 5, "merchant": "From a file"}')
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def typed(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function that types a command and returns its exit code, output and error output."""

    def run(*words: str) -> tuple[int, str, str]:
        assert folder.is_dir()
        monkeypatch.setattr(sys, "argv", ["fraudctl", "strategy", *words])
        with pytest.raises(SystemExit) as ended:
            cli.app()
        return (int(ended.value.code or 0), *capsys.readouterr())

    return run


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


UNREAD = {
    "nowhere.yaml": "No such file or directory",
    "folder.yaml": "Is a directory",
    "good.yaml/x": "Not a directory",
    "large.yaml": "a strategy's file has at most 1,048,576 bytes",
}


@pytest.fixture
def unread(folder: Path) -> None:
    (folder / "folder.yaml").mkdir()
    (folder / "large.yaml").write_bytes(b"#" * 1_100_000)
    (folder / "nul.yaml").write_bytes(b"name: a\nrules: \0\n")
    (folder / "utf16.yaml").write_bytes("name: a\n".encode("utf-16"))


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize("name", UNREAD)
@pytest.mark.parametrize("command", ["check", "test"])
def test_a_file_that_cannot_be_read_is_an_error_of_it_and_the_others_go_on(typed: Any, command: str, name: str) -> None:
    code, printed, errors = typed(command, name, "good.yaml")
    assert (code, errors) == (1, "")
    first, second, third = printed.splitlines()[:3]
    assert (first, second) == (f"{name}: error: {UNREAD[name]}", f"{name}: 1 error")
    assert third.startswith("good.yaml: ")
    unread, good = json.loads(typed(command, name, "good.yaml", "--json")[1])
    assert unread["errors"] == [{"severity": "error", "file": name, "message": UNREAD[name]}]
    assert (unread["name"], unread["digest"], good["name"]) == (None, None, "tried")


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize("name", UNREAD)
def test_explain_and_diff_name_a_file_that_cannot_be_read(typed: Any, name: str) -> None:
    said = (1, "", f"{name}: error: {UNREAD[name]}\n{name}: 1 error\n")
    assert typed("explain", name, "--transaction", "{}") == said
    assert typed("diff", "good.yaml", name) == said


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize(
    ("name", "place", "message"),
    [
        ("latin.yaml", (1, 7), "a strategy's file is text in UTF-8; byte 7 is none"),
        ("utf16.yaml", (1, 1), "a strategy's file is text in UTF-8; byte 1 is none"),
        ("nul.yaml", (2, 8), "this is no YAML: the character U+0000 stands in none"),
    ],
)
def test_a_file_that_is_no_text_is_an_error_of_it_with_its_place(
    typed: Any, name: str, place: tuple[int, int], message: str
) -> None:
    line, column = place
    code, printed, errors = typed("check", name, "good.yaml")
    assert (code, errors) == (1, "")
    assert printed.startswith(f"{name}:{line}:{column}: error: {message}\n")
    assert "\ngood.yaml: strategy tried" in printed
    (error,) = json.loads(typed("check", name, "good.yaml", "--json")[1])[0]["errors"]
    assert (error["line"], error["column"], error["message"]) == (line, column, message)


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


@pytest.mark.parametrize("given", ['{"amount": 5, "merchant": "From a file"}', "@risky.json", "-"])
def test_explain_takes_a_transaction_as_text_file_or_standard_input(
    typed: Any, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    body = Path("risky.json").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))
    code, printed, _ = typed("explain", "warned.yaml", "--transaction", given)
    assert code == 0
    assert "large  did not fire\n      5 > 100\n" in printed


@pytest.mark.parametrize("given", ['{"customer": {"count_1h": 6}}', "@known.json", "-"])
def test_explain_takes_what_is_known_as_text_file_or_standard_input(
    typed: Any, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    Path("known.json").write_text('{"customer": {"count_1h": 6}}')
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path("known.json").read_bytes())))
    code, printed, _ = typed("explain", "features.yaml", "--transaction", CUSTOMER, "--known", given)
    assert code == 0
    assert "often  fired, +0.1\n      6 > 5\n" in printed
    assert "reads what is absent: customer.count_1h" in typed("explain", "features.yaml", "--transaction", CUSTOMER)[1]


def test_explain_tells_programs_every_rule(typed: Any) -> None:
    facts = json.loads(typed("explain", "good.yaml", "--json", "--transaction", '{"timestamp": 1767578400000}')[1])
    assert (facts["score"], facts["outcome"], facts["reasons"]) == (0.1, "approve", ["night"])
    assert [(each["code"], each["fired"], each["filled"]) for each in facts["rules"]] == [("night", True, "2 < 6")]


def test_explain_shows_errors_of_the_file_beside_the_result(typed: Any) -> None:
    code, printed, errors = typed("explain", "broken.yaml", "--transaction", "{}")
    assert (code, printed) == (1, "")
    assert "huor is not known" in errors


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


def test_a_transaction_cannot_move_the_cursor(typed: Any) -> None:
    printed = typed("explain", "good.yaml", "--transaction", '{"transaction_id": "a", "merchant": "\\u001b[31m"}')[1]
    assert "\x1b" not in printed
