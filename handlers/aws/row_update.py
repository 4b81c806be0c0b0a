"""A row written anew by an update: attributes that this version does not know stay as a newer one left them."""

from collections.abc import Iterable, Mapping
from typing import Any

from handlers.aws.attributes import to_attributes


def row_update(key: str, item: Mapping[str, Any], known: Iterable[str], former: int) -> dict[str, Any]:
    """Return the parts of an update after which a row has these attributes, and those that are not known.

    Args:
        key: The name of the table's key.
        item: The attributes, the key among them.
        known: The names of all that this version writes; of these the row loses what the item lacks.
        former: The version that the row must have; 0 if there must be none.
    """
    values = {name: value for name, value in item.items() if name != key}
    absent = sorted(set(known) - item.keys())
    names = {f"#{number}": name for number, name in enumerate([*values, *absent])}
    written, removed = list(names)[: len(values)], list(names)[len(values) :]
    expression = "SET " + ", ".join(f"{each} = :{each[1:]}" for each in written)
    if removed:
        expression += " REMOVE " + ", ".join(removed)
    return {
        "Key": to_attributes({key: item[key]}),
        "UpdateExpression": expression,
        "ConditionExpression": "version = :former" if former else f"attribute_not_exists({key})",
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": to_attributes(
            {f":{number}": value for number, value in enumerate(values.values())}
            | ({":former": former} if former else {})
        ),
    }
