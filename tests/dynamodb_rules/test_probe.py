"""The batch that `docs/unproven.md` sends to AWS is one that AWS's pages allow."""

import json
import re
from pathlib import Path

import boto3

from tests.dynamodb_rules.calls import check_call

PAGE = Path(__file__).parents[2] / "docs" / "unproven.md"


def test_the_statements_to_try_on_aws_are_of_the_published_grammar() -> None:
    (text,) = re.findall(r"<<'END'\n(.*?)^END$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    model = boto3.Session().client("dynamodb", region_name="us-east-1").meta.service_model

    statements = json.loads(text)

    check_call(model, "BatchExecuteStatement", {"Statements": statements}, lambda _: ("entity",))
    assert len(statements) == 4
