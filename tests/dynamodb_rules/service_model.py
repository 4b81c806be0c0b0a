"""The limits that stand in botocore's model of the service: numbers of entries, lengths and enumerations.

botocore checks types and required members of a call, and leaves these to AWS.
"""

from collections.abc import Iterator, Mapping, Sized
from typing import Any

from botocore.model import ServiceModel, Shape

from tests.dynamodb_rules.refusal import Refused


def check_model(model: ServiceModel, operation: str, arguments: Mapping[str, Any]) -> None:
    """Check a call's arguments against every limit of the operation's input."""
    shape = model.operation_model(operation).input_shape
    if shape is not None and (refused := _refusal(shape, arguments)):
        place, reason = refused
        raise Refused(f"{operation}{place} is {reason}")


def _refusal(shape: Shape, value: Any) -> tuple[str, str] | None:
    """Return the place within a value, and the reason why it is refused, if it is."""
    if limits := shape.metadata:
        least, most, choices = limits.get("min"), limits.get("max"), limits.get("enum")
        measured = len(value) if isinstance(value, Sized) else value
        if (least is not None and measured < least) or (most is not None and measured > most):
            return "", f"{measured}, and {shape.name} from {least} to {most}"
        if choices and value not in choices:
            return "", f"{value!r}, and none of {choices}"
    for step, member, each in _members(shape, value):
        if refused := _refusal(member, each):
            return step + refused[0], refused[1]
    return None


def _members(shape: Any, value: Any) -> Iterator[tuple[str, Shape, Any]]:
    match shape.type_name:
        case "structure":
            for name, each in value.items():
                yield f".{name}", shape.members[name], each
        case "list":
            for each in value:
                yield "[]", shape.member, each
        case "map":
            for name, each in value.items():
                yield "", shape.key, name
                yield f"[{name!r}]", shape.value, each
