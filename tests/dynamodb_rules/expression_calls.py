"""The expressions of a call, with the names and values that it defines for them.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html, "Expression parameters"
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import combinations
from typing import Any

from tests.dynamodb_rules.attribute_values import check_value, size
from tests.dynamodb_rules.conditions import Condition
from tests.dynamodb_rules.paths import Expression
from tests.dynamodb_rules.refusal import Refused
from tests.dynamodb_rules.updates import Update

LARGEST_EXPRESSION = 4096
LARGEST_PLACEHOLDER = 255
LARGEST_SUBSTITUTION = 2 << 20
MOST_OPERATORS = 300

READ: Mapping[str, Callable[[str], Expression]] = {
    "ConditionExpression": cache(lambda text: Condition(text).condition()),
    "FilterExpression": cache(lambda text: Condition(text).condition()),
    "KeyConditionExpression": cache(lambda text: Condition(text).key_condition()),
    "ProjectionExpression": cache(lambda text: Expression(text).projection()),
    "UpdateExpression": cache(lambda text: Update(text).update()),
}
NAMES, VALUES = "ExpressionAttributeNames", "ExpressionAttributeValues"


def check_expressions(call: Mapping[str, Any], keys: Sequence[str] | None) -> None:
    """Check every expression of a call; `keys` are its table's, where they are known."""
    names, values = call.get(NAMES, {}), call.get(VALUES, {})
    read = [_read(kind, call[kind]) for kind in READ if kind in call]
    for kind, defined, used in (
        (NAMES, names, set[str]().union(*(each.names for each in read))),
        (VALUES, values, set[str]().union(*(each.values for each in read))),
    ):
        if set(defined) != used or (kind in call and not defined):
            raise Refused(f"{kind} defines {sorted(defined)}, and the expressions use {sorted(used)}")
        if any(len(each.encode()) > LARGEST_PLACEHOLDER for each in defined):
            raise Refused(f"a placeholder has at most {LARGEST_PLACEHOLDER} bytes")
    for value in values.values():
        check_value(value)
    total = sum(len(name.encode()) for pair in names.items() for name in pair)
    total += sum(len(name) + size(value) for name, value in values.items())
    if total > LARGEST_SUBSTITUTION:
        raise Refused(f"names and values have at most {LARGEST_SUBSTITUTION} bytes, not {total}")
    for each in read:
        if isinstance(each, Update):
            _check_update(each, names, values, keys)


def _read(kind: str, text: str) -> Expression:
    if len(text.encode()) > LARGEST_EXPRESSION:
        raise Refused(f"{kind} has at most {LARGEST_EXPRESSION} bytes")
    expression = READ[kind](text)
    if len(expression.constructs) > MOST_OPERATORS:
        raise Refused(f"{kind} has at most {MOST_OPERATORS} operators and functions")
    return expression


def _check_update(
    update: Update, names: Mapping[str, str], values: Mapping[str, Any], keys: Sequence[str] | None
) -> None:
    paths = [[names.get(part, part) for part in path.replace("[", ".[").split(".")] for _, path in update.written]
    for one, other in combinations(paths, 2):
        if one[: len(other)] == other[: len(one)]:
            raise Refused(f"two paths of an update overlap: {one} and {other}")
    for path in paths:
        if path[0] in (keys or ()):
            raise Refused(f"{path[0]} is part of the key, which no update changes")
    for (clause, _), path in zip(update.written, paths, strict=True):
        if clause in {"ADD", "DELETE"} and len(path) > 1:
            raise Refused(f"{clause} takes attributes of the top level, not {path}")
    for clause, name in update.added:
        kind = next(iter(values[name]))
        if kind not in ({"N", "SS", "NS", "BS"} if clause == "ADD" else {"SS", "NS", "BS"}):
            raise Refused(f"{clause} takes no {kind}")
