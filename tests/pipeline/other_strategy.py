"""A deployed function that decides by another strategy than the packaged one, or above another threshold."""

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from fraudctl.stacks.local_stack import LocalStack


@contextlib.contextmanager
def scoring_by(stack: LocalStack, environment: Mapping[str, str]) -> Iterator[None]:
    """Change these variables of the Scoring function until the block ends; its next invocation starts anew."""
    with deciding_by(stack, "scoring", environment):
        yield


@contextlib.contextmanager
def deciding_by(stack: LocalStack, stage: str, environment: Mapping[str, str]) -> Iterator[None]:
    """Do the same with the function of any stage."""
    functions, name = stack.target.client("lambda"), stack.target.exports[f"{stage}_function_name"]
    before = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    assert set(environment) <= set(before)
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": {**before, **environment}})
    try:
        yield
    finally:
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": before})


def strategy_file(folder: Path, *, entities: Mapping[str, str] | None = None, **rule: Any) -> Path:
    """Return a file, as it is packaged, of a strategy with this rule and no other, and these entities."""
    document = {
        "name": "mine",
        "thresholds": {"review": 0.8, "decline": 0.95},
        "rules": [{"code": "everybody", "when": "amount >= 0", **rule}],
        **({"entities": entities} if entities else {}),
    }
    file = folder / "mine.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def invoke_scoring(stack: LocalStack, transactions: Sequence[Mapping[str, Any]]) -> Any:
    """Return the Scoring function's summary of a payload as Processing hands it over."""
    answer = stack.target.client("lambda").invoke(
        FunctionName=stack.target.exports["scoring_function_name"],
        Payload=json.dumps({"transactions": transactions}).encode(),
    )
    summary = json.load(answer["Payload"])
    assert "FunctionError" not in answer, summary
    return summary
