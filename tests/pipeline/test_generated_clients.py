"""The OpenAPI document says what the API does: schemathesis finds nothing, and generated clients work."""

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.stack_calls import items, post_transaction
from tests.pipeline.waiting import becomes_true

PROJECT = Path(__file__).parents[2]
CLIENTS = PROJECT / ".clients" / "bin"
DOCUMENT = PROJECT / "docs" / "openapi.json"
REVIEWED = "schemathesis-reviewed"
SEED, EXAMPLES = 20_261_127, 8
WITHIN = 300
"""Seconds, on a busy machine."""

IN_PYTHON = """
import os, sys
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from shop.api.decide import decide
from shop.api.feedback import label
from shop.api.read import find_transaction, list_alerts
from shop.client import Client
from shop import models

def sign(request):
    signed = AWSRequest(request.method, str(request.url), data=request.content)
    SigV4Auth(Credentials("test", "test"), "execute-api", "us-east-1").add_auth(signed)
    request.headers.update(dict(signed.headers.items()))

hooks = {"event_hooks": {"request": [sign]}}
with Client(base_url=sys.argv[1], timeout=30, httpx_args=hooks) as client:
    payment = models.Transaction(transaction_id="generated-python", amount=12.5, merchant="Corner Shop")
    decided = decide.sync(client=client, body=payment)
    print(decided.outcome.value, decided.transaction_id)
    refused = decide.sync(client=client, body=models.Transaction(transaction_id="generated-wrong", amount=-1))
    print(type(refused).__name__)
    read = find_transaction.sync(client=client, id="generated-python")
    print(read.decision.outcome.value, read.transaction.merchant)
    print(type(list_alerts.sync(client=client, limit=1)).__name__)
    fraud, issuer = models.LabelLabel.FRAUD, models.LabelSource.ISSUER
    said = models.Label(transaction_id="nobody's", label=fraud, source=issuer, at=1767603600000)
    print(label.sync(client=client, body=models.Labels(labels=[said])).results[0].status.value)
"""


def root(stack: LocalStack) -> str:
    """Return the address before every route."""
    return str(stack.target.exports["api_endpoint"]).removesuffix("/transactions")


def run(*command: Any, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program of .clients to its end."""
    return subprocess.run(
        [str(each) for each in command],
        cwd=cwd,
        env={"PATH": f"{CLIENTS}:{os.environ['PATH']}", "HOME": str(cwd), **environment},
        capture_output=True,
        text=True,
        timeout=WITHIN,
        check=False,
    )


@pytest.fixture(scope="module")
def reviewed(pipeline: LocalStack) -> LocalStack:
    """Return a stack with a transaction that waits for a person."""
    risky = {"transaction_id": REVIEWED, "amount": 20_000, "merchant": "Crypto Kingdom"}
    assert post_transaction(pipeline, risky, endpoint="decisions_endpoint").body["outcome"] == "review"
    assert becomes_true(
        lambda: REVIEWED in {each["transaction_id"] for each in items(pipeline, "fraud_reviews_table_name")}
    )
    return pipeline


def test_schemathesis_finds_nothing(reviewed: LocalStack, tmp_path: Path) -> None:
    here = Path(__file__).parent
    done = run(
        *(CLIENTS / "schemathesis", "--config-file", here / "schemathesis.toml", "--no-color", "run", DOCUMENT),
        *("--url", root(reviewed), "--seed", SEED, "--max-examples", EXAMPLES, "--phases", "examples,coverage,fuzzing"),
        *("--request-timeout", 60, "--suppress-health-check", "all", "--continue-on-failure"),
        cwd=tmp_path,
        SCHEMATHESIS_HOOKS="schemathesis_hooks",
        PYTHONPATH=str(here),
        REVIEWED=REVIEWED,
        STARTED_MILLISECONDS=str(time.time_ns() // 1_000_000),
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_generated_client_in_python_works(pipeline: LocalStack, tmp_path: Path) -> None:
    made = run(
        *(CLIENTS / "openapi-python-client", "generate", "--path", DOCUMENT, "--meta", "none"),
        *("--output-path", tmp_path / "shop", "--fail-on-warning"),
        cwd=tmp_path,
    )
    assert made.returncode == 0, made.stdout + made.stderr

    done = run(CLIENTS / "python", "-c", IN_PYTHON, root(pipeline), cwd=tmp_path)

    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "approve generated-python",
        "ErrorAnswer",
        "approve Corner Shop",
        "AlertsAnswer",
        "unknown",
    ]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project in TypeScript with the example of the documents, and the types generated for it."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "node_modules").symlink_to(PROJECT / ".clients" / "typescript" / "node_modules")
    (folder / "package.json").write_text(json.dumps({"type": "module"}), encoding="utf-8")
    (folder / "decide.ts").write_bytes((PROJECT / "docs" / "examples" / "decide.ts").read_bytes())
    made = run("node", "node_modules/openapi-typescript/bin/cli.js", DOCUMENT, "-o", "api.d.ts", cwd=folder)
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


def types_of(shop: Path, file: str) -> subprocess.CompletedProcess[str]:
    """Check a file's types."""
    options = ("--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--skipLibCheck")
    return run("node", "node_modules/typescript/bin/tsc", *options, file, cwd=shop)


def test_the_example_in_typescript_keeps_the_generated_types(shop: Path) -> None:
    done = types_of(shop, "decide.ts")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("merchant: ", "merchannt: "), ("amount: 42.5", 'amount: "42.5"'), ("decided.outcome", "decided.outcomme")],
)
def test_the_generated_types_find_a_mistake(shop: Path, right: str, wrong: str) -> None:
    text = (shop / "decide.ts").read_text(encoding="utf-8")
    assert right in text
    (shop / "mistaken.ts").write_text(text.replace(right, wrong), encoding="utf-8")
    assert types_of(shop, "mistaken.ts").returncode != 0


def test_a_generated_client_in_typescript_works(pipeline: LocalStack, shop: Path) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    done = run("node", "decide.ts", root(pipeline), cwd=shop, **keys)
    assert (done.returncode, done.stdout) == (0, "approve\nread back: approve at Corner Shop\n"), done.stderr
