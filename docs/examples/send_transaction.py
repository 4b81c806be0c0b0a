"""Send one transaction, signed with SigV4, with no library but botocore.

On this machine, to `fraudctl local up`, with the `api_endpoint` that it prints:

    export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
    .venv/bin/python docs/examples/send_transaction.py http://127.0.0.1:PORT/…/transactions

On AWS, with the credentials of somebody to whom the policy `client_policy_arn` is attached:

    export AWS_DEFAULT_REGION=us-east-1
    .venv/bin/python docs/examples/send_transaction.py "$(pulumi stack output api_endpoint --stack dev)"
"""

import json
import sys
import time
import urllib.error
import urllib.request
import uuid
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import Session

TIMEOUT = 30
"""Seconds; API Gateway itself answers within 29."""


def send(endpoint: str, transaction: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Post a transaction and return the HTTP status and the answer."""
    session = Session()
    credentials, region = session.get_credentials(), session.get_config_variable("region")
    if credentials is None or region is None:
        sys.exit("there are no AWS credentials, or there is no AWS_DEFAULT_REGION")
    body = json.dumps(transaction).encode()
    request = AWSRequest("POST", endpoint, headers={"Content-Type": "application/json"}, data=body)
    SigV4Auth(credentials, "execute-api", region).add_auth(request)
    signed = urllib.request.Request(endpoint, body, dict(request.headers), method="POST")
    try:
        with urllib.request.urlopen(signed, timeout=TIMEOUT) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:  # its body says why: {"error": "field: rule"}
        return refusal.code, json.load(refusal)


def main() -> None:
    """Send a transaction that is risky enough for an alert."""
    transaction = {
        "transaction_id": str(uuid.uuid4()),  # yours: to send it again under the same id is safe
        "timestamp": time.time_ns() // 1_000_000,  # epoch milliseconds
        "amount": 12_500.00,
        "currency": "EUR",
        "merchant": "CryptoVault Global",
        "customer_id": "C-7001",
        "metadata": {"channel": "online"},
    }
    status, answer = send(sys.argv[1], transaction)
    print(status, json.dumps(answer))
    if status != 200:
        sys.exit(1)


if __name__ == "__main__":
    main()
