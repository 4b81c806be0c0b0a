"""A strategy's file is read alike, whether or not PyYAML was built with libyaml."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from strategies import yaml_tree

PROJECT = Path(__file__).parents[2]
DEFAULT = (PROJECT / "strategies" / "default.yaml").read_text(encoding="utf-8")
LINES = DEFAULT.splitlines(keepends=True)
PARTS = st.sampled_from(
    [*":-#?,[]{}&*!|>'\"%@` \t\n\r~0é", ": ", "- ", " #", "\n...\n---\n", "''", "|2-", ": ,", "\ufeff"]
)


@st.composite
def edited(draw: st.DrawFn) -> str:
    """Draw a few lines of a strategy with a few characters of YAML's in the midst of them."""
    begin = draw(st.integers(0, len(LINES) - 1))
    text = "".join(LINES[begin : begin + draw(st.integers(0, 8))])
    for part in draw(st.lists(PARTS, max_size=4)):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + part + text[at + draw(st.integers(0, 3)) :]
    return text


def read(text: str) -> Any:
    """Return a text's tree as it is compared, or what is said of it and where."""
    try:
        return shown(yaml_tree.compose(text))
    except yaml.MarkedYAMLError as error:
        return error.context, error.problem, error.problem_mark and place(error.problem_mark)


def shown(node: yaml.Node | None) -> Any:
    """Return a node with all that its reader reads of it."""
    match node:
        case yaml.ScalarNode():
            return place(node.start_mark), place(node.end_mark), node.style, node.value
        case yaml.MappingNode():
            pairs = [(shown(key), shown(value)) for key, value in node.value]
            return place(node.start_mark), place(node.end_mark), pairs
        case yaml.SequenceNode():
            return place(node.start_mark), place(node.end_mark), [shown(each) for each in node.value]
    return None


def place(mark: Any) -> tuple[int, int, int]:
    """Return where a mark is."""
    return mark.line, mark.column, mark.index


def read_without_libyaml(text: str) -> Any:
    """Return the same where PyYAML lacks the parser in C."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_tree, "LIBYAML", yaml.SafeLoader)
        return read(text)


@given(text=edited())
def test_an_edited_strategy_is_read_alike_with_libyaml_and_without(text: str) -> None:
    try:
        found = read(text)
    except yaml.reader.ReaderError:
        with pytest.raises(yaml.reader.ReaderError):
            read_without_libyaml(text)
    else:
        assert found == read_without_libyaml(text)


@pytest.mark.parametrize(
    "text",
    [
        "a:\tb\n",
        "[a?b]\n",
        "%YAML 1.1\n--- a\n",
        "a: >#\n",
        "a: |2-#\n",
        "\ufeffa: 1\n",
        "a: 1",
        "{a: , b: }\n",
        "- \n",
    ],
)
def test_where_the_two_parsers_differ_it_is_still_read_alike(text: str) -> None:
    assert read(text) == read_without_libyaml(text)


def test_the_strategies_that_come_along_are_read_by_libyaml_where_there_is_one() -> None:
    for file in (PROJECT / "strategies").glob("*.yaml"):
        assert not yaml_tree.READ_OTHERWISE.search(file.read_text(encoding="utf-8"))
