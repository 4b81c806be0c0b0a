"""Ask whether to take a payment, wait a second at most, and fall back on a rule of the shop's own.

On this machine, to `fraudctl local up`, with the `decisions_endpoint` that it prints:

    export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
    .venv/bin/python docs/examples/ask_for_decision.py http://127.0.0.1:PORT/…/decisions

On AWS, with the credentials of somebody to whom the policy `decide_policy_arn` is attached:

    export AWS_DEFAULT_REGION=us-east-1
    .venv/bin/python docs/examples/ask_for_decision.py "$(pulumi stack output decisions_endpoint --stack dev)"
"""

import json
import sys
import uuid
from typing import Any

import urllib3  # botocore brings it
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import Session

TIMEOUT = 1.0
"""Seconds, for everything together: a customer waits for the payment to go through."""

LOSE_AT_MOST = 50
"""What this shop approves by itself, in the payment's currency; what is above waits for a person."""

connections = urllib3.PoolManager(timeout=urllib3.Timeout(total=TIMEOUT), retries=False)


def ask(endpoint: str, body: bytes) -> dict[str, Any] | None:
    """Return the decision; None if there is none in time, and the same body is to be sent again later."""
    session = Session()
    credentials, region = session.get_credentials(), session.get_config_variable("region")
    if credentials is None or region is None:
        sys.exit("there are no AWS credentials, or there is no AWS_DEFAULT_REGION")
    request = AWSRequest("POST", endpoint, headers={"Content-Type": "application/json"}, data=body)
    SigV4Auth(credentials, "execute-api", region).add_auth(request)
    try:
        answer = connections.request("POST", endpoint, body=body, headers=dict(request.headers))
    except urllib3.exceptions.HTTPError as error:  # too late, or no connection
        print("no answer:", type(error).__name__, file=sys.stderr)
        return None
    if answer.status == 200:
        return dict(json.loads(answer.data))
    print("no decision:", answer.status, answer.data.decode(), file=sys.stderr)  # {"error": "field: rule"}
    return None


def main() -> None:
    """Ask about one payment, and say what the shop does with it."""
    amount = 42.50
    payment = {
        "transaction_id": str(uuid.uuid4()),  # one for each payment, the same for each try
        "amount": amount,
        "currency": "EUR",
        "merchant": "Corner Shop",
        "customer_id": "C-1",
        "metadata": {"card_token": "token-of-the-card"},  # never the card's number
    }
    body = json.dumps(payment).encode()  # kept until there is an answer: the same bytes are sent again
    if decision := ask(sys.argv[1], body):
        told = [reason["message"] for reason in decision["reasons"] if "message" in reason]
        print(decision["outcome"], "by the decision", *decision.get("degraded", ()), *told)
    else:
        print("approve" if amount <= LOSE_AT_MOST else "review", "by the shop's own rule; ask again later")


if __name__ == "__main__":
    main()
