"""DynamoDB's expressions, in the few forms in which the functions write them; any other form is refused."""

import operator
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Names = Mapping[str, str]
Values = Mapping[str, Any]
AttributeMap = Mapping[str, Any]

COMPARISONS = {"=": operator.eq, "<": operator.lt, ">": operator.gt, ">=": operator.ge, "<=": operator.le}


def key_condition_holds(expression: str, item: AttributeMap, names: Names, values: Values) -> bool:
    """Return whether every comparison of a key condition holds for an item; none does for a key that it lacks."""
    plain = re.sub(r"(\S+) BETWEEN (:\w+) AND (:\w+)", r"\1 >= \2 AND \1 <= \3", expression)
    return all(_compare(each, item, names, values) for each in plain.split(" AND "))


def condition_holds(expression: str, item: AttributeMap | None, values: Values, names: Names | None = None) -> bool:
    """Return whether a condition holds for the item under a key, where there is one."""
    plain = re.sub(r"#\w+", lambda found: (names or {})[found[0]], expression)
    return any(
        all(_condition(each, item or {}, values) for each in part.split(" AND ") if each)
        for part in plain.split(" OR ")
    )


def _condition(condition: str, item: AttributeMap, values: Values) -> bool:
    if said := re.fullmatch(r"size\((\w+)\) < (:\w+)", condition):
        ((_, members),) = item[said[1]].items()
        return len(members) < int(values[said[2]]["N"])
    if said := re.fullmatch(r"begins_with\((\w+), (:\w+)\)", condition):
        return bool(item.get(said[1], {}).get("S", "").startswith(values[said[2]]["S"]))
    match re.fullmatch(r"(NOT )?(\w+)\((\w+)(?:, (:\w+))?\)", condition):
        case re.Match() as said if said[2] == "attribute_exists":
            holds = said[3] in item
        case re.Match() as said if said[2] == "attribute_not_exists":
            holds = said[3] not in item
        case re.Match() as said if said[2] == "contains":
            ((kind, value),) = values[said[4]].items()
            holds = value in item.get(said[3], {}).get(f"{kind}S", [])
        case _:
            return _compares(condition, item, values)
    return holds != bool(said[1])


def _compares(condition: str, item: AttributeMap, values: Values) -> bool:
    said = re.fullmatch(r"(\w+) (=|<=?) (:\w+)", condition)
    if not said:
        raise NotImplementedError(condition)
    return said[1] in item and bool(COMPARISONS[said[2]](_plain(item[said[1]]), _plain(values[said[3]])))


def apply_update(expression: str, item: AttributeMap, names: Names, values: Values) -> dict[str, Any]:
    """Return the item with every action of an update expression done."""
    changed = dict(item)
    for clause, actions in re.findall(r"(SET|REMOVE|ADD|DELETE) (.+?)(?= (?:SET|REMOVE|ADD|DELETE) |$)", expression):
        for action in re.split(r", (?![^(]*\))", actions):
            _CLAUSES[clause](changed, action, names, values)
    return changed


def _compare(comparison: str, item: AttributeMap, names: Names, values: Values) -> bool:
    name, sign, value = comparison.split(" ")
    key = item.get(names.get(name, name))
    return key is not None and bool(COMPARISONS[sign](_plain(key), _plain(values[value])))


def _plain(attribute: Mapping[str, Any]) -> Any:
    ((kind, value),) = attribute.items()
    return Decimal(value) if kind == "N" else value


def _set(item: dict[str, Any], action: str, names: Names, values: Values) -> None:
    name, _, value = action.partition(" = ")
    name = names.get(name, name)
    if said := re.fullmatch(r"if_not_exists\(([#\w]+), (:\w+)\)", value):
        item[name] = item.get(names.get(said.group(1), said.group(1)), values[said.group(2)])
    else:
        item[name] = values[value]


def _add(item: dict[str, Any], action: str, names: Names, values: Values) -> None:
    name, value = action.split(" ")
    ((kind, more),) = values[value].items()
    assert kind in ("SS", "NS", "BS"), "only sets are added to"
    name = names.get(name, name)
    item[name] = {kind: sorted({*item.get(name, {}).get(kind, []), *more})}


def _remove(item: dict[str, Any], action: str, names: Names, _: Values) -> None:
    item.pop(names.get(action, action), None)


def _delete(item: dict[str, Any], action: str, names: Names, values: Values) -> None:
    name, value = action.split(" ")
    ((kind, less),) = values[value].items()
    name = names.get(name, name)
    left = sorted({*item.get(name, {}).get(kind, [])} - {*less})
    if left:
        item[name] = {kind: left}
    else:
        item.pop(name, None)  # DynamoDB keeps no empty set


_CLAUSES = {"SET": _set, "REMOVE": _remove, "ADD": _add, "DELETE": _delete}
