"""Write a longer history of events in CSV, made of the labelled ones of a short table, as a stand-in for one's own.

    .venv/bin/python docs/examples/longer_history.py samples/fraud-detector/events.csv > history.csv

Each event comes several times, by somebody else, somewhere else, at a time within 120 days and at a price up to a tenth
beside its own; its label comes a day later. A model learns from it which prices in which categories were fraud in the
table, and nothing else: it shows how a model is made.
"""

import csv
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

BEGINS, DAYS, FRAUDS, OTHERS = datetime(2022, 11, 7, tzinfo=UTC), 120, 160, 700
OF_EVENT = ("EVENT_LABEL", "product_category")
"""Columns that an event keeps; the rest is another's."""


def main() -> None:
    """Read a table, and write another one with the same columns."""
    chance = random.Random(7)  # noqa: S311 -- the same events each time
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["EVENT_LABEL"]]
    frauds, others = ([row for row in rows if (row["EVENT_LABEL"] == "1") is fraud] for fraud in (True, False))
    drawn = [*chance.choices(frauds, k=FRAUDS), *chance.choices(others, k=OTHERS)]
    times = sorted(chance.uniform(0, DAYS) for _ in drawn)
    chance.shuffle(drawn)
    table = csv.DictWriter(sys.stdout, rows[0].keys(), lineterminator="\n")
    table.writeheader()
    for number, (row, days) in enumerate(zip(drawn, times, strict=True), 1):
        at = BEGINS + timedelta(days=days)
        price = float(row["order_price"]) * chance.uniform(0.9, 1.1)
        made = {
            "EVENT_ID": f"h-{number}",
            "EVENT_TIMESTAMP": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "LABEL_TIMESTAMP": f"{at + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}",
            "order_price": f"{price:.2f}",
        }
        table.writerow({**chance.choice(rows), **{name: row[name] for name in OF_EVENT}, **made})


if __name__ == "__main__":
    main()
