"""Write simulated payments as a table of events in CSV, as Amazon Fraud Detector stored them.

    .venv/bin/fraudctl simulate --customers 30 --days 120 --seed 7 | .venv/bin/python docs/examples/simulated_events.py

It stands for a history of your own. As is often done for training, all frauds are kept and one of ten other payments.
"""

import csv
import json
import sys
from datetime import UTC, datetime, timedelta

COLUMNS = (
    *("EVENT_ID", "EVENT_TIMESTAMP", "ENTITY_TYPE", "ENTITY_ID", "EVENT_LABEL", "LABEL_TIMESTAMP"),
    *("order_price", "payment_currency", "merchant"),
)
KEPT = 10
LABELLED_AFTER = timedelta(days=2)


def main() -> None:
    """Read lines of JSON, and write rows."""
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(COLUMNS)
    for number, line in enumerate(sys.stdin):
        payment = json.loads(line)
        is_fraud = payment["label"] != "legitimate"
        if not is_fraud and number % KEPT:
            continue
        paid = datetime.fromtimestamp(payment["timestamp"] // 1000, UTC)
        table.writerow(
            (
                payment["transaction_id"].lower(),  # an event's id has no capitals
                f"{paid:%Y-%m-%dT%H:%M:%SZ}",
                "customer",
                payment["customer_id"],
                "1" if is_fraud else "0",
                f"{paid + LABELLED_AFTER:%Y-%m-%dT%H:%M:%SZ}",
                payment["amount"],
                payment["currency"],
                payment["merchant"],
            )
        )


if __name__ == "__main__":
    main()
