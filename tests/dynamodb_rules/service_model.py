"""The limits that stand in botocore's model of the service: numbers of entries, lengths and enumerations.

botocore checks types and required members of a call, and leaves these to AWS.
"""

from collections.abc import Mapping, Sized
from typing import Any

from botocore.model import ServiceModel, Shape

from tests.dynamodb_rules.refusal import Refused


def check_model(model: ServiceModel, operation: str, arguments: Mapping[str, Any]) -> None:
    """Check a call's arguments against every limit of the operation's input."""
    shape = model.operation_model(operation).input_shape
    if shape is not None:
        _check(shape, arguments, operation)


def _check(shape: Shape, value: Any, where: str) -> None:
    least, most, choices = (shape.metadata.get(limit) for limit in ("min", "max", "enum"))
    measured = len(value) if isinstance(value, Sized) else value
    if (least is not None and measured < least) or (most is not None and measured > most):
        raise Refused(f"{where} is {measured}, and {shape.name} from {least} to {most}")
    if choices and value not in choices:
        raise Refused(f"{where} is {value!r}, and none of {choices}")
    match shape.type_name:
        case "structure":
            for name, each in value.items():
                _check(shape.members[name], each, f"{where}.{name}")  # type: ignore[attr-defined]
        case "list":
            for each in value:
                _check(shape.member, each, f"{where}[]")  # type: ignore[attr-defined]
        case "map":
            for name, each in value.items():
                _check(shape.key, name, where)  # type: ignore[attr-defined]
                _check(shape.value, each, f"{where}[{name!r}]")  # type: ignore[attr-defined]
