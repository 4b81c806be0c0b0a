"""Ask for a decision with the client of this package, fall back on a rule of the shop's own, and read it back.

On this machine, to `fraudctl local up`, with the `api_endpoint` that it prints:

    export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
    .venv/bin/python docs/examples/use_client.py http://127.0.0.1:PORT/…/transactions

On AWS, with the credentials of somebody with the policies `decide_policy_arn` and `read_policy_arn`:

    .venv/bin/python docs/examples/use_client.py "$(pulumi stack output api_endpoint --stack dev)"
"""

import sys
import uuid
from decimal import Decimal
from itertools import islice

from fraudctl.client import Client, TransactionFields


def main() -> None:
    """Ask about one payment, read it back, and list the last alerts."""
    payment: TransactionFields = {
        "transaction_id": f"order-{uuid.uuid4()}",  # one for each payment, the same for each try
        "amount": Decimal("42.50"),
        "currency": "EUR",
        "merchant": "Corner Shop",
        "customer_id": "C-1",
        "metadata": {"device_id": "device-7"},
    }
    with Client(sys.argv[1], decision_seconds=10, default_outcome="review") as client:
        decided = client.decide(payment)
        if decided.error:
            print(decided.outcome, "by the shop's own rule:", decided.error)
            return
        print(decided.outcome)
        known = client.transaction(payment["transaction_id"])
        print("read back:", known.decision and known.decision.outcome, "at", known.transaction.merchant)
        for alert in islice(client.alerts(), 3):  # pages come as they are needed
            print(alert.alerted_at, alert.transaction_id, alert.score, alert.final_outcome or alert.outcome)


if __name__ == "__main__":
    main()
