"""Send transactions from the standard input, a hundred at a time, and read the answers one by one.

On this machine, to `fraudctl local up`, with the `api_endpoint` that it prints:

    export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
    fraudctl simulate --count 250 --seed 2 | .venv/bin/python docs/examples/send_batch.py http://127.0.0.1:PORT/…/transactions

On AWS, with the credentials of somebody to whom the policy `client_policy_arn` is attached:

    export AWS_DEFAULT_REGION=us-east-1
    .venv/bin/python docs/examples/send_batch.py "$(pulumi stack output api_endpoint --stack dev)" < transactions.jsonl
"""

import itertools
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.httpsession import URLLib3Session
from botocore.session import Session

LARGEST = 100
"""Transactions that a batch may hold."""
ATTEMPTS, PAUSE = 5, 2.0
"""Attempts at a transaction that nothing durable took, and the seconds between them."""


class SigningClient:
    """A client of the API that signs what it sends."""

    def __init__(self, endpoint: str) -> None:
        session = Session()
        credentials, region = session.get_credentials(), session.get_config_variable("region")
        if credentials is None or region is None:
            sys.exit("there are no AWS credentials, or there is no AWS_DEFAULT_REGION")
        self._url = f"{endpoint}/batch"
        self._auth = SigV4Auth(credentials, "execute-api", region)
        self._connections = URLLib3Session(timeout=30)  # seconds; API Gateway itself answers within 29

    def post(self, transactions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return a result for each transaction, in the same order."""
        body = json.dumps({"transactions": transactions}).encode()
        request = AWSRequest("POST", self._url, headers={"Content-Type": "application/json"}, data=body)
        self._auth.add_auth(request)
        answer = self._connections.send(request.prepare())
        if answer.status_code != 200:
            sys.exit(f"{answer.status_code} {answer.text}")
        results: list[dict[str, Any]] = json.loads(answer.text)["results"]
        return results


def results(
    client: SigningClient, transactions: list[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each transaction with its result, once it is final: `unavailable` is sent again, which is safe."""
    for attempt in range(1, ATTEMPTS + 1):
        again = []
        for transaction, result in zip(transactions, client.post(transactions), strict=True):
            if result["status"] == "unavailable" and attempt < ATTEMPTS:
                again.append(transaction)
            else:
                yield transaction, result
        if not again:
            return
        transactions = again
        time.sleep(PAUSE)


def main() -> None:
    """Print what was refused and why, then the counts."""
    client, counts = SigningClient(sys.argv[1]), Counter[str]()
    read = (json.loads(line) for line in sys.stdin)
    for batch in iter(lambda: list(itertools.islice(read, LARGEST)), []):
        for transaction in batch:
            transaction.pop("label", None)  # what `fraudctl simulate` knows of it, no field of the API
        for transaction, result in results(client, batch):
            counts[result["status"]] += 1
            if result["status"] not in ("stored", "duplicate"):
                print(transaction["transaction_id"], json.dumps(result))
    print(json.dumps(counts))
    if set(counts) - {"stored", "duplicate"}:
        sys.exit(1)


if __name__ == "__main__":
    main()
