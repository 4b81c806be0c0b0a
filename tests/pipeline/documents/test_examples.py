"""The examples in docs/examples do against a local deployment what they say."""

import json
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.pipeline.documents.conftest import PROJECT, LocalUp, Shell
from tests.pipeline.waiting import becomes_true

EXAMPLES = PROJECT / "docs" / "examples"
ALERTED_WITHIN = 90
"""Seconds, on a busy machine."""


def environment(deployment: LocalUp) -> dict[str, str]:
    """Return what the examples tell to set for a local deployment."""
    address = deployment.exports["api_endpoint"].partition("/restapis/")[0]
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    return {**deployment.shell.environment, **keys, "AWS_ENDPOINT_URL": address}


def run(deployment: LocalUp, name: str, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run an example to its end."""
    return subprocess.run(
        [sys.executable, EXAMPLES / name, *arguments],
        env=environment(deployment),
        input=text,
        capture_output=True,
        text=True,
        timeout=ALERTED_WITHIN,
        check=False,
    )


def simulated(shell: Shell, count: int) -> list[str]:
    """Return simulated transactions, a line each."""
    return shell.run(f"fraudctl simulate --count {count} --seed 11").stdout.splitlines(keepends=True)


def test_the_example_of_one_transaction_stores_it(deployment: LocalUp) -> None:
    done = run(deployment, "send_transaction.py", deployment.exports["api_endpoint"])
    status, answer = done.stdout.split(" ", 1)
    assert (status, done.returncode, done.stderr) == ("200", 0, "")
    assert json.loads(answer)["message"] == "Transaction stored successfully"


def test_the_example_of_one_transaction_shows_a_refusal(deployment: LocalUp) -> None:
    done = run(deployment, "send_transaction.py", deployment.exports["api_endpoint"] + "/no/where")
    assert (done.returncode, done.stdout[:3]) == (1, "404")


def test_the_example_of_a_decision_says_what_was_decided_once_there_is_an_answer_in_time(deployment: LocalUp) -> None:
    def in_time() -> bool:
        known = deployment.shell.run("fraudctl decide --dry-run --fail-above errors=0%,degraded=0% samples/risky.json")
        return known.returncode == 0

    def answered() -> bool:
        done = run(deployment, "ask_for_decision.py", deployment.exports["decisions_endpoint"])
        return done.stdout == "approve by the decision\n"

    assert becomes_true(in_time, ALERTED_WITHIN)  # the first requests start the function, which takes longer
    # a sixth question about the card would be a burst
    assert any(answered() for _ in range(5))


def test_the_example_of_the_client_reads_back_what_was_decided(deployment: LocalUp) -> None:
    done = run(deployment, "use_client.py", deployment.exports["api_endpoint"])

    assert (done.returncode, done.stderr) == (0, "")
    decided, read_back, *alerts = done.stdout.splitlines()
    assert decided in ("approve", "review", "decline")
    assert read_back == f"read back: {decided} at Corner Shop"
    assert all(re.fullmatch(r"20\S+ \S+ [\d.]+ \w+", line) for line in alerts)


def test_the_example_of_the_client_falls_back_where_nobody_answers(deployment: LocalUp) -> None:
    done = run(deployment, "use_client.py", deployment.exports["api_endpoint"].replace("/transactions", "/nowhere"))

    assert done.stdout.startswith("review by the shop's own rule: ")


def test_the_example_of_a_decision_falls_back_where_nobody_answers(deployment: LocalUp) -> None:
    done = run(deployment, "ask_for_decision.py", deployment.exports["decisions_endpoint"] + "/nowhere")
    assert done.stdout == "approve by the shop's own rule; ask again later\n"
    assert done.stderr.startswith("no decision: 404 ")


def test_the_example_of_a_batch_tells_each_result(deployment: LocalUp) -> None:
    lines = simulated(deployment.shell, 103)
    wrong = json.dumps({"transaction_id": "wrong", "timestamp": 1767603600000, "amount": -1}) + "\n"
    done = run(deployment, "send_batch.py", deployment.exports["api_endpoint"], text="".join([*lines, lines[0], wrong]))
    refused, counts = done.stdout.splitlines()
    assert done.returncode == 1
    assert json.loads(counts) == {"stored": 103, "duplicate": 1, "refused": 1}
    assert refused.startswith("wrong ")
    assert "amount" in refused


def test_the_example_of_a_subscriber_prints_the_alert(deployment: LocalUp) -> None:
    command = [sys.executable, str(EXAMPLES / "print_alerts.py"), deployment.exports["fraud_alerts_topic_arn"]]
    with subprocess.Popen(
        command, env=environment(deployment), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as subscriber:
        watchdog = threading.Timer(ALERTED_WITHIN, subscriber.kill)
        watchdog.start()
        try:
            assert subscriber.stderr
            assert subscriber.stdout
            assert subscriber.stderr.readline() == "waiting for alerts\n"
            sent = run(deployment, "send_transaction.py", deployment.exports["api_endpoint"])
            identifier = json.loads(sent.stdout.split(" ", 1)[1])["transaction_id"]
            # alerts of the tests before may come in between
            printed = next((line for line in subscriber.stdout if line.startswith(identifier)), "")
            subscriber.send_signal(signal.SIGINT)
            subscriber.communicate()  # it may print more before it ends
        finally:
            watchdog.cancel()
    assert printed == f"{identifier} 0.9 review 12500 CryptoVault Global amount_above_10000, suspicious_merchant\n"
    assert subscriber.returncode == 0


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.name)
def test_an_example_is_shown_on_a_page_and_says_how_to_run_it(example: Path) -> None:
    pages = [page.read_text(encoding="utf-8") for page in (PROJECT / "docs").glob("*.md")]
    shown = [page for page in pages if f"examples/{example.name}" in page]
    assert shown
    said = example.read_text(encoding="utf-8").split('"""')[1]
    assert f"docs/examples/{example.name}" in said
    if any(f"(examples/{example.name})" in page for page in shown):  # one of the API, which is asked in two ways
        assert said.count(f"docs/examples/{example.name}") == 2  # on this machine, and on AWS
