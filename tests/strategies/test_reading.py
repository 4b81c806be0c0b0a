"""A file is read as every reader of YAML reads it, or refused with line and reason."""

from decimal import Decimal
from pathlib import Path

import pytest

from fraudctl.strategy.checked import check_text
from strategies.reading import LARGEST_FILE, UnreadableFile, parse, read
from tests.fraudctl.strategy.written import HEAD

TRAPS = ["no", "Yes", "on", "OFF", "y", "~", "null", "1e3", "-1.5E10", "010", "0x10", "0o7", "0b1", "12:30", "+5"]
TRAPS += [".5", "5.", "1_000", ".inf", "-.Inf", ".nan", "2026-01-05", "2026-01-05 12:00:00"]


@pytest.mark.parametrize("text", TRAPS)
def test_a_value_that_readers_of_yaml_disagree_on_is_refused(text: str) -> None:
    (problem,) = parse(f"name: {text}", "tried.yaml").problems
    assert problem.path == ("name",)
    assert problem.message.startswith(f"{text} is ")


@pytest.mark.parametrize("text", TRAPS)
def test_the_same_in_quotes_is_a_text(text: str) -> None:
    source = parse(f"name: '{text}'\nother: \"{text}\"", "tried.yaml")
    assert (source.problems, source.document) == ((), {"name": text, "other": text})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.10", Decimal("0.1")),
        ("-3", Decimal(-3)),
        ("0", Decimal(0)),
        ("12345678901234567890.123456789012345678", Decimal("12345678901234567890.123456789012345678")),
        ("true", True),
        ("false", False),
        ("nobody", "nobody"),
        ("1.2.3", "1.2.3"),
        ("EUR", "EUR"),
    ],
)
def test_a_value_that_all_readers_agree_on_is_read_exactly(text: str, value: object) -> None:
    source = parse(f"[{text}]", "tried.yaml")
    assert (source.problems, source.document) == ((), [value])
    assert type(source.document[0]) is type(value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: &x 1\nb: *x", "anchors and aliases"),
        ("a: !!python/object:os.system {}", "tags"),
        ("a: !!int '1'", "tags"),
        ("a: [" * 30 + "]" * 30, "nested"),
        (f"a: {[1] * 60_000}", "values"),
        ("a: {", "no YAML"),
        ("a:\n\t- b", "no YAML"),
        ("a: 1\n---\nb: 2", "no YAML"),
        ("a: 1\nb: \x07", "U\\+0007"),
    ],
)
def test_a_part_of_yaml_that_is_not_read_is_one_error(text: str, reason: str) -> None:
    checked = check_text(text, "tried.yaml")
    (error,) = checked.errors
    assert checked.strategy is None
    with pytest.raises(AssertionError, match=reason):
        raise AssertionError(error.message)


def test_a_character_that_yaml_lacks_is_found_in_its_line() -> None:
    (error,) = check_text("a: 1\nb: é\x07", "tried.yaml").errors
    assert (error.line, error.column, error.text) == (2, 5, "b: é\x07")


@pytest.mark.parametrize("text", ["a: 1\na: 2", "{a: 1, a: 1}", "a: 1\n'a': 2"])
def test_a_key_given_twice_is_refused(text: str) -> None:
    (problem,) = parse(text, "tried.yaml").problems
    assert (problem.path, problem.message) == (("a",), "a is given twice")


@pytest.mark.parametrize("text", ["<<: {a: 1}", "? [a, b]\n: 1", "? {a: b}\n: 1"])
def test_a_key_that_is_no_name_is_refused(text: str) -> None:
    (problem,) = parse(text, "tried.yaml").problems
    assert problem.message.endswith("is no name of a field")


@pytest.mark.parametrize("text", ["", "# nothing\n", "--- \n"])
def test_an_empty_file_is_no_strategy(text: str) -> None:
    (error,) = check_text(text, "tried.yaml").errors
    assert "a strategy is a mapping" in error.message


@pytest.mark.parametrize(
    ("when", "place"),
    [
        ("hour > x", (4, 18)),
        ("'hour > x'", (4, 19)),
        ('"hour > x"', (4, 19)),
        ("'''x'' == merchant and x'", (4, 34)),
        ('"\\u0068our > x"', (4, 24)),
        ("hour >\n      x", (5, 7)),
        (">\n      hour > x", (5, 14)),
        ("|-  # remark\n      hour > 3 and\n\n        x", (7, 9)),
        ('"merchant == \\"é\\" and\\tx"', (4, 35)),
        ('"hour > 3 \\\n      and x"', (5, 11)),
    ],
)
def test_a_fault_within_a_text_is_found_as_far_as_its_characters_stand_in_the_file(
    when: str, place: tuple[int, int]
) -> None:
    checked = check_text(f"{HEAD}rules:\n  - code: a\n    weight: 1\n    when: {when}\n", "tried.yaml")
    (error,) = checked.errors
    assert (error.line, error.column) == (place[0] + 3, place[1])
    assert error.text[error.caret] == "x"


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(tmp_path: Path) -> None:
    file = tmp_path / "windows.yaml"
    file.write_bytes(b"\xef\xbb\xbfname: a\r\nrules: []\r\n")
    assert read(file).document == {"name": "a", "rules": []}


@pytest.mark.parametrize(
    ("content", "place"), [(b"name: a\nname: \xff\n", (1, 6)), (b"\xef\xbb\xbf\xc3\xa9\xff", (0, 1))]
)
def test_a_file_that_is_no_text_is_read_as_far_as_it_is_one(
    tmp_path: Path, content: bytes, place: tuple[int, int]
) -> None:
    file = tmp_path / "tried.yaml"
    file.write_bytes(content)
    source = read(file)
    (problem,) = source.problems
    assert problem.message.startswith("a strategy's file is text in UTF-8; byte ")
    assert (source.place(()).line, source.place(()).column) == place
    assert source.document is None


def test_a_file_that_is_far_too_large_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "tried.yaml"
    file.write_bytes(b"#" * (2 * LARGEST_FILE))
    with pytest.raises(UnreadableFile, match="at most 1,048,576 bytes"):
        read(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"nowhere\.yaml: No such file or directory"):
        read(tmp_path / "nowhere.yaml")


def test_what_yaml_takes_for_nothing_is_refused_as_a_value_and_as_a_name() -> None:
    checked = check_text(
        HEAD + "rules: []\nexamples:\n  - transaction: {metadata: {a: , no: 1}}\n    score: 0\n", "tried.yaml"
    )
    assert [(each.message, each.hint) for each in checked.errors] == [
        ("an empty value is nothing", "leave the field out"),
        ("no is true or false to some readers of YAML, a text to others", "quotes"),
    ]


@pytest.mark.parametrize("written", ["true", "True", "TRUE"])
def test_truth_is_written_as_every_reader_of_yaml_takes_it(written: str) -> None:
    rules = "rules:\n  - {code: a, when: metadata.vip, weight: 1}\n"
    checked = check_text(
        f"{HEAD}{rules}examples:\n  - transaction: {{metadata: {{vip: {written}}}}}\n    score: 1\n", "tried.yaml"
    )
    assert checked.errors == ()
    assert checked.examples[0].transaction == {"metadata": {"vip": True}}
