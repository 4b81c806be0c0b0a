"""The command line, as a person types it."""

import gzip
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FRAUDCTL = Path(sys.executable).with_name("fraudctl")
PROJECT = Path(__file__).parents[2]


def run_fraudctl(shared_folder: Path, *arguments: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [FRAUDCTL, *arguments], cwd=shared_folder, input=text, capture_output=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def printed_by_up(shared_folder: Path) -> Iterator[str]:
    """Yield what `fraudctl local up` prints, while it runs."""
    with running_deployment(shared_folder) as printed:
        yield printed


@contextmanager
def running_deployment(folder: Path) -> Iterator[str]:
    """Run a local deployment until the block ends."""
    with subprocess.Popen([FRAUDCTL, "local", "up"], cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        printed = []
        for line in process.stdout:
            printed.append(line)
            if line.startswith("  http"):
                break
        yield "".join(printed)
        process.send_signal(signal.SIGINT)
        assert process.wait(180) == 0
    assert b"no local deployment" in run_fraudctl(folder, "local", "status").stdout


def test_the_demo_ends_well_and_prints_its_figures_as_json(shared_folder: Path) -> None:
    done = run_fraudctl(shared_folder, "demo", "--count", "60", "--json")

    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert sum(figures["deciding"]["outcomes"].values()) == figures["scored"] == 60
    assert figures["burst"]["payments"] == 50
    assert figures["missing"] == []
    history, detection = figures["history"], figures["detection"]
    assert history["payments"] == history["loaded"]["folded"] > 500, "a day of the town at least"
    counted = [{label: each["sent"] for label, each in detection[name]["labels"].items()} for name in detection]
    assert list(detection) == ["seed", "default"]
    assert counted[0] == counted[1]
    assert sum(counted[0].values()) == 60


def test_what_is_simulated_can_be_sent_and_sent_again(shared_folder: Path, printed_by_up: str) -> None:
    simulated = run_fraudctl(shared_folder, "simulate", "--count", "20", "--seed", "3").stdout

    first = run_fraudctl(shared_folder, "send", "-", "--json", text=simulated)
    second = run_fraudctl(shared_folder, "send", "-", "--json", text=simulated)

    assert printed_by_up
    assert (first.returncode, second.returncode) == (0, 0)
    assert json.loads(first.stdout)["accepted"] == 20
    assert json.loads(second.stdout)["duplicates"] == 20


@pytest.mark.parametrize("batch", ["1", "4"])
def test_a_printed_array_as_gzip_can_be_sent(shared_folder: Path, printed_by_up: str, batch: str) -> None:
    simulated = [
        json.loads(line)
        for line in run_fraudctl(shared_folder, "simulate", "--count", "9", "--seed", batch).stdout.splitlines()
    ]
    printed = b"\xef\xbb\xbf" + json.dumps(simulated, indent=2).encode()

    done = run_fraudctl(shared_folder, "send", "-", "--json", "--batch", batch, text=gzip.compress(printed))

    assert printed_by_up
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["accepted"] == 9


def test_a_file_of_another_kind_is_named_in_one_line(shared_folder: Path, printed_by_up: str) -> None:
    done = run_fraudctl(shared_folder, "send", "-", text="transaction_id,amount\nä,1\n".encode("utf-16"))

    assert printed_by_up
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (1, b"", 1)
    assert done.stderr.startswith(b"fraudctl: the standard input looks like UTF-16; ")


def test_a_bad_line_is_reported_by_number_and_reason_and_stops_nothing(shared_folder: Path, printed_by_up: str) -> None:
    good, bad = b'{"transaction_id":"%d"}\n', b'{"transaction_id":"%d","amount":-1}\n'
    lines = good % 1 + b'{"amount":1}\n' + b"nonsense\n" + bad % 4 + good % 5

    done = run_fraudctl(shared_folder, "send", "-", "--json", text=lines)

    assert printed_by_up
    assert done.returncode == 1
    summary = json.loads(done.stdout)
    assert (summary["lines"], summary["accepted"]) == (5, 2)
    assert sorted(number for numbers in summary["refused"].values() for number in numbers) == [2, 3, 4]
    assert any(reason.startswith("amount: ") and numbers == [4] for reason, numbers in summary["refused"].items())


@pytest.mark.parametrize("batch", ["1", "3"])
def test_a_line_with_card_data_is_reported_by_number_and_reason_without_the_value(
    shared_folder: Path, printed_by_up: str, batch: str
) -> None:
    good = [f'{{"transaction_id":"card-{batch}-{each}","timestamp":1767603600000}}' for each in range(2)]
    bad = '{"transaction_id":"card","timestamp":1767603600000,"metadata":{"card_number":"4111111111111111"}}'
    lines = "\n".join([good[0], bad, good[1]]).encode()

    done = run_fraudctl(shared_folder, "send", "-", "--json", "--batch", batch, text=lines)

    assert printed_by_up
    summary = json.loads(done.stdout)
    assert (done.returncode, summary["accepted"]) == (1, 2)
    [(reason, numbers)] = summary["refused"].items()
    assert reason.startswith("metadata.card_number: names card data that must not be kept: send a token of the card")
    assert numbers == [2]
    assert b"4111" not in done.stdout + done.stderr


def test_the_printed_curl_line_works_and_show_tells_the_story(shared_folder: Path, printed_by_up: str) -> None:
    (shared_folder / "samples").mkdir()
    (shared_folder / "samples" / "risky.json").write_bytes((PROJECT / "samples" / "risky.json").read_bytes())
    command = printed_by_up[printed_by_up.index("curl ") :]

    done = subprocess.run(["/bin/sh", "-c", command], cwd=shared_folder, capture_output=True, timeout=30, check=False)

    assert json.loads(done.stdout)["message"] == "Transaction stored successfully", done.stderr
    identity = json.loads((shared_folder / "samples" / "risky.json").read_bytes())["transaction_id"]
    shown = run_fraudctl(shared_folder, "show", identity, "--json")
    assert json.loads(shown.stdout)["transaction"]["transaction_id"] == identity


def test_an_unknown_transaction_is_said_in_one_line(shared_folder: Path, printed_by_up: str) -> None:
    done = run_fraudctl(shared_folder, "show", "nobody")

    assert printed_by_up
    assert (done.returncode, done.stderr) == (1, b"fraudctl: no transaction nobody\n")


def test_without_a_deployment_one_line_says_what_to_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))  # else the one of the other tests is found

    done = run_fraudctl(tmp_path, "send", "-")

    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"fraudctl local up" in done.stderr


def test_without_the_pulumi_cli_a_stack_on_aws_is_said_to_need_it(tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": "/nowhere"}

    done = subprocess.run(
        [FRAUDCTL, "show", "x", "--stack", "prod"], cwd=tmp_path, env=environment, capture_output=True, check=False
    )

    assert done.returncode == 1
    assert b"Pulumi CLI" in done.stderr
