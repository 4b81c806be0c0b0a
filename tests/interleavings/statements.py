"""PartiQL's statements, in the two forms in which the functions write them; any other form is refused."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

AwsItem = dict[str, Any]


class UpdateStatement(NamedTuple):
    """An UPDATE: its table, the values that it sets, and those that the item must have, its key among them."""

    table: str
    changes: AwsItem
    wanted: AwsItem


def parse_insert(statement: Mapping[str, Any]) -> tuple[str, AwsItem]:
    """Return the table and the item of a PartiQL INSERT whose values are parameters."""
    table, names = _insert(statement["Statement"])
    return table, dict(zip(names, statement["Parameters"], strict=True))


def parse_update(statement: Mapping[str, Any]) -> UpdateStatement:
    """Return the parts of a PartiQL UPDATE whose values are parameters; it writes only to an item that is there."""
    table, changed, wanted = _update(statement["Statement"])
    values = statement["Parameters"]
    assert len(values) == len(changed) + len(wanted)
    return UpdateStatement(
        table, dict(zip(changed, values, strict=False)), dict(zip(wanted, values[len(changed) :], strict=True))
    )


@cache
def _insert(text: str) -> tuple[str, Sequence[str]]:
    said = re.fullmatch(r"""INSERT INTO "([\w.-]+)" VALUE \{(.*)\}""", text)
    assert said, text
    names = re.findall(r"'(\w+)': \?", said.group(2))
    assert said.group(2) == ", ".join(f"'{name}': ?" for name in names)
    return said.group(1), names


@cache
def _update(text: str) -> tuple[str, Sequence[str], Sequence[str]]:
    said = re.fullmatch(r"""UPDATE "([\w.-]+)"((?: SET "\w+"=\?)+) WHERE (.+)""", text)
    assert said, text
    conditions = said.group(3).split(" AND ")
    assert all(re.fullmatch(r'"\w+"=\?', each) for each in conditions), text
    return said.group(1), re.findall(r'"(\w+)"=', said.group(2)), [each.split('"')[1] for each in conditions]
