"""Logistic regression on a table of rows, beside the trees: fitted in the environment .train."""

import subprocess
from array import array
from collections.abc import Sequence
from pathlib import Path

from fraudctl.train.environment import INTERPRETER
from fraudctl.train.split import Parts, lay_out
from fraudctl.train.table import Table

WORKER = Path(__file__).with_name("logistic_worker.py")


def logistic(table: Table, parts: Parts) -> Sequence[float]:
    """Return the log-odds of the rows that are held out, in order, by a fit to those of which the outcome is known."""
    folder = table.folder
    lay_out(table, parts)
    command = [str(INTERPRETER), "-I", str(WORKER), str(folder), str(table.columns)]
    subprocess.run(command, check=True)  # noqa: S603 -- our own program
    found = array("d")
    found.frombytes((folder / "logistic.bin").read_bytes())
    return found
