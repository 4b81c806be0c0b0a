"""The page about privacy names every place that keeps data, and its claims name tests that there are."""

import ast
import re

import pytest

from tests.components.stacks import dry_run_stack
from tests.documents.pages import PROJECT

PAGE = (PROJECT / "docs" / "privacy.md").read_text(encoding="utf-8")
CLAIMS = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
KINDS = ("dynamodb/table:Table", "sns/topic:Topic", "sqs/queue:Queue")
SUFFIX = "somewhere"


@pytest.mark.parametrize(("file", "test"), CLAIMS, ids=[test for _, test in CLAIMS])
def test_a_claim_is_shown_by_a_test_that_there_is(file: str, test: str) -> None:
    tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
    assert test in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}


def test_every_claim_names_a_test() -> None:
    rows = PAGE.partition("## What is claimed")[2].splitlines()
    claims = [each for each in rows if each.startswith("| ")][2:]
    assert len(claims) > 20
    assert not [each for each in claims if "::test_" not in each]


def test_every_place_of_a_stack_that_keeps_data_is_on_the_page() -> None:
    stack = dry_run_stack("dev", suffix=SUFFIX)
    places = {str(each.inputs["name"]).removesuffix(f"-{SUFFIX}") for kind in KINDS for each in stack.all(kind)}

    assert len(places) == 14
    assert not [each for each in sorted(places) if f"`{each}`" not in PAGE]


def test_what_has_a_retention_setting_is_named_with_it() -> None:
    declared = (PROJECT / "Pulumi.yaml").read_text(encoding="utf-8")
    settings = set(re.findall(r"\b\w+RetentionDays\b", declared))

    assert settings
    assert not [each for each in sorted(settings) if f"`{each}`" not in PAGE]
