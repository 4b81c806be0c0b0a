"""PartiQL's statements, in the two forms in which the functions write them; any other form is refused."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

AwsItem = dict[str, Any]


class UpdateStatement(NamedTuple):
    """An UPDATE: its table, the values that it sets, and those that the item must have, its key among them."""

    table: str
    changes: AwsItem
    wanted: AwsItem


def parse_insert(statement: Mapping[str, Any]) -> tuple[str, AwsItem]:
    """Return the table and the item of a PartiQL INSERT whose values are parameters."""
    said = re.fullmatch(r"""INSERT INTO "([\w.-]+)" VALUE \{(.*)\}""", statement["Statement"])
    assert said, statement["Statement"]
    names = re.findall(r"'(\w+)': \?", said.group(2))
    assert said.group(2) == ", ".join(f"'{name}': ?" for name in names)
    return said.group(1), dict(zip(names, statement["Parameters"], strict=True))


def parse_update(statement: Mapping[str, Any]) -> UpdateStatement:
    """Return the parts of a PartiQL UPDATE whose values are parameters; it writes only to an item that is there."""
    said = re.fullmatch(r"""UPDATE "([\w.-]+)"((?: SET "\w+"=\?)+) WHERE (.+)""", statement["Statement"])
    assert said, statement["Statement"]
    conditions = said.group(3).split(" AND ")
    assert all(re.fullmatch(r'"\w+"=\?', each) for each in conditions), statement["Statement"]
    changed = re.findall(r'"(\w+)"=', said.group(2))
    values = dict(enumerate(statement["Parameters"]))
    assert len(values) == len(changed) + len(conditions)
    changes = {name: values[number] for number, name in enumerate(changed)}
    wanted = {each.split('"')[1]: values[len(changed) + number] for number, each in enumerate(conditions)}
    return UpdateStatement(said.group(1), changes, wanted)
