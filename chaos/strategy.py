"""The strategy of the campaign's stack: the packaged one decides by the past, which no ledger foretells."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from components.compute.strategy import packaged_strategy
from fraudctl.stacks.target import Target

FILE = Path(__file__).with_suffix(".yaml")


@contextlib.contextmanager
def campaign_strategy(target: Target) -> Iterator[None]:
    """Have a stack's Scoring and Decision decide by the campaign's strategy, and Feedback tell facts of its entities.

    The strategy's file is there until the block ends.
    """
    functions = target.client("lambda")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "strategy.json"
        file.write_text(packaged_strategy(FILE), encoding="utf-8")
        for stage in ("scoring", "decision", "feedback"):
            name = target.exports[f"{stage}_function_name"]
            variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
            changed = {**variables, "STRATEGY_FILE": str(file)}
            functions.update_function_configuration(FunctionName=name, Environment={"Variables": changed})
        yield
