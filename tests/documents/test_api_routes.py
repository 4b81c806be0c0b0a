"""docs/api.md tells of every route, of what each takes and of every field of a transaction that is read back."""

from pathlib import Path

import pytest

from fraudctl.openapi.document import OPERATIONS
from fraudctl.openapi.operation import Operation
from handlers.contract.read_answers import ReviewAnswer, TransactionAnswer

TEXT = Path("docs/api.md").read_text()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_each_operation_is_told_with_its_parameters(operation: Operation) -> None:
    assert f"`{operation.method.upper()} {operation.path}" in TEXT
    for each in operation.parameters:
        assert f"`{each.name}`" in TEXT or f"?{each.name}=" in TEXT or f"{{{each.name}}}" in TEXT


@pytest.mark.parametrize(
    "field", sorted({*TransactionAnswer.__struct_fields__, *ReviewAnswer.__struct_fields__} - {"duplicate"})
)
def test_each_field_that_is_read_back_is_told(field: str) -> None:
    assert f"`{field}`" in TEXT
