"""A training counts texts and customers alike in every process: the same data make the same model."""

import os
import subprocess
import sys

from fraudctl.train.distinct import MOST
from tests.documents.pages import PROJECT

COUNTED = """
from fraudctl.train.distinct import Distinct
from fraudctl.train.rows import Row
from fraudctl.train.table import Outcomes

found, outcomes = Distinct(), Outcomes()
for number in range({count}):
    found.add(f"device-{{number % {values}}}")
for customer in ("C-1", "C-2", "C-1", None):
    outcomes.add(Row("tx-1", 0, (), False, None, False, False, customer))
print(found.number, found.share(2), outcomes.customers.tolist())
"""


def test_values_beyond_those_that_are_counted_exactly_and_customers_have_the_same_numbers() -> None:
    script = COUNTED.format(count=4 * MOST, values=3 * MOST)
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=PROJECT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1, said
