"""The OpenAPI document is the contract: complete, valid, up to date, and what it forbids is refused."""

import json
import re
from collections.abc import Iterator
from itertools import count, islice
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from emulator.emulator import PROJECT
from fraudctl.openapi.document import openapi_document, openapi_text
from handlers.contract.errors import Refused
from handlers.contract.request import IDENTIFIERS
from handlers.contract.validation import decode_request, violation
from tests.fuzzing.bodies import bodies

DOCUMENT = openapi_document()
OPERATIONS = [(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods]
SEED = 20_261_127


def validator(name: str) -> Draft202012Validator:
    """Return what judges by a schema of the document."""
    whole = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    return Draft202012Validator(whole)


def references(part: Any) -> Iterator[str]:
    """Yield every reference in a part of the document."""
    if isinstance(part, dict):
        yield from [part["$ref"]] if "$ref" in part else []
        part = list(part.values())
    for each in part if isinstance(part, list) else []:
        yield from references(each)


def test_the_document_is_up_to_date() -> None:
    assert (PROJECT / "docs" / "openapi.json").read_text(encoding="utf-8") == openapi_text(), "run `make docs`"


@pytest.mark.parametrize("name", DOCUMENT["components"]["schemas"])
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(DOCUMENT["components"]["schemas"][name])


def test_every_reference_leads_somewhere_and_every_part_is_referred_to() -> None:
    parts = {
        f"#/components/{kind}/{name}" for kind in ("schemas", "responses") for name in DOCUMENT["components"][kind]
    }
    assert set(references(DOCUMENT)) == parts


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_an_operation_says_what_it_is_and_how_it_fails(path: str, method: str) -> None:
    operation = DOCUMENT["paths"][path][method]
    assert re.fullmatch(r"[a-z][a-zA-Z]+", operation["operationId"])
    assert operation["summary"].endswith(".")
    assert {"200", "400", "403", "429", "503"} <= set(operation["responses"])
    assert {each["name"] for each in operation.get("parameters", []) if each["in"] == "path"} == set(
        re.findall(r"{(\w+)}", path)
    )


def test_each_error_is_said_in_one_form() -> None:
    for response in DOCUMENT["components"]["responses"].values():
        assert response["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ErrorAnswer"}


@pytest.mark.parametrize(("path", "method"), [each for each in OPERATIONS if each[1] == "post"])
def test_an_example_keeps_its_schema(path: str, method: str) -> None:
    content = DOCUMENT["paths"][path][method]["requestBody"]["content"]["application/json"]
    validator(content["schema"]["$ref"].rpartition("/")[2]).validate(content["example"])


def test_a_new_transaction_that_the_schema_forbids_is_refused() -> None:
    judge, numbers, taken = validator("Transaction"), count(), 0
    for body in islice(bodies(SEED, lambda: f"tx-{next(numbers)}"), 5_000):
        try:
            request = decode_request(body)
        except Refused:
            continue
        if violation(request) is None:
            taken += 1
            assert judge.is_valid(json.loads(body)), body
    assert taken > 500


@pytest.mark.parametrize("name", IDENTIFIERS)
@pytest.mark.parametrize(("text", "valid"), [("a b", True), (" a", False), ("a ", False), ("a  b", False)])
def test_blanks_in_an_identifier_are_single_ones_within(name: str, text: str, valid: bool) -> None:  # noqa: FBT001 -- a case
    assert validator("Transaction").is_valid({"transaction_id": "a", name: text}) is valid
