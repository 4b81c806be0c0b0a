"""The elements of lists as files that `fraudctl list import` reads."""

import csv
import io
from collections.abc import Iterator

import msgspec

from fraudctl.fraud_detector.conversion.strategy import Conversion
from fraudctl.fraud_detector.detector import NamedList
from fraudctl.fraud_detector.source.found import Problem
from fraudctl.lists.list_file import REQUIRED
from handlers.decision.condition.texts import comparable
from handlers.decision.entity.entities import LONGEST_ID, is_id
from handlers.decision.strategy.lists import lists_read


class ListFile(msgspec.Struct, frozen=True, kw_only=True):
    """A list, the kinds of entity that rules look for in it, and the file's text."""

    name: str
    kinds: tuple[str, ...]
    entries: int
    text: str
    problems: tuple[Problem, ...]

    @property
    def path(self) -> str:
        """Return the file's name within the import's folder."""
        return f"lists/{self.name}.csv"


def list_files(conversion: Conversion) -> list[ListFile]:
    """Return a file for each list that a rule reads at run time and whose elements were exported."""
    read = lists_read(conversion.strategy)
    whole = {kind for variable, kind in conversion.kinds.items() if _is_whole(conversion, variable)}
    found = []
    for each in conversion.detector.lists.values():
        kinds = tuple(sorted(kind for kind, name in read if name == comparable(each.name)))
        if kinds and each.elements is not None:
            found.append(_file(each, kinds, whole))
    return found


def missing_lists(conversion: Conversion) -> list[str]:
    """Return the lists that rules read and whose elements were not exported."""
    read = {name for _, name in lists_read(conversion.strategy)}
    lists = conversion.detector.lists.values()
    return [each.name for each in lists if each.elements is None and comparable(each.name) in read]


def _is_whole(conversion: Conversion, variable: str) -> bool:
    return conversion.detector.variables[variable].data_type == "INTEGER"


def _file(named: NamedList, kinds: tuple[str, ...], whole: set[str]) -> ListFile:
    problems = list[Problem]()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(REQUIRED)
    entries = 0
    for row in _rows(named, kinds, whole, problems):
        writer.writerow(row)
        entries += 1
    return ListFile(name=named.name, kinds=kinds, entries=entries, text=text.getvalue(), problems=tuple(problems))


def _rows(
    named: NamedList, kinds: tuple[str, ...], whole: set[str], problems: list[Problem]
) -> Iterator[tuple[str, str, str]]:
    for element, origin in named.elements or ():
        if not is_id(element):
            said = f"an element of {named.name} has {len(element)} characters" if len(element) > LONGEST_ID else ""
            reason = said or f"an element of {named.name} is empty, or holds what is not shown"
            problems.append(Problem(origin, f"{reason}: an id has 1 to {LONGEST_ID} printable ones, so it is left out"))
            continue
        for kind in kinds:
            if kind in whole and not _is_plain_number(element):
                said = f"an element of {named.name} is no whole number in plain digits, as ids of {kind} are"
                problems.append(Problem(origin, f"{said}: it is left out"))
            else:
                yield named.name, kind, element


def _is_plain_number(text: str) -> bool:
    return text.removeprefix("-").isdecimal() and text.isascii() and str(int(text)) == text
