"""The strategy of the campaign's stack: the packaged one decides by the past, which no ledger foretells."""

import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from components.compute.strategy import packaged_strategy
from fraudctl.stacks.target import Target

FILE = Path(__file__).with_suffix(".yaml")

PATIENCE: Mapping[str, Mapping[str, str]] = {"decision": {"READ_MILLISECONDS": "1000"}}
"""By stage, settings by which the faults and not a slow machine decide what is in time: still less than a slow answer
takes, which is two seconds."""


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
            changed = {**variables, "STRATEGY_FILE": str(file), **PATIENCE.get(stage, {})}
            functions.update_function_configuration(FunctionName=name, Environment={"Variables": changed})
        yield
