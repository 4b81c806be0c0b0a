"""A command that gets a signal cleans up and ends, with one line and the exit code that a shell expects."""

import signal
import subprocess
import sys

import pytest

SENDER = """
import os, sys, types
def send(number):
    os.kill(os.getpid(), number)
    for _ in range(100):  # Python looks for signals between its steps
        pass
"""
AT_IMPORT = """
class Sender:
    def find_spec(self, name, *_):
        if name == "{module}":
            send({number})
sys.meta_path.insert(0, Sender())
sys.argv[1:] = ["demo"]
"""
COMMAND = """
def app():
{body}
sys.modules["fraudctl.cli"] = types.SimpleNamespace(app=app)
"""
RUN = """
from fraudctl.entry import main
main()
"""
LINES = {signal.SIGINT: "interrupted\n", signal.SIGTERM: "stopped\n", signal.SIGHUP: "stopped\n"}


def run_code(before: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", SENDER + before + RUN], capture_output=True, text=True, check=False, timeout=60
    )


def command(*lines: str) -> "subprocess.CompletedProcess[str]":
    """Run a command with this body."""
    return run_code(COMMAND.format(body="".join(f"    {line}\n" for line in lines)))


@pytest.mark.parametrize(
    ("module", "number"),
    [
        ("fraudctl.cli", signal.SIGINT),
        ("fraudctl.cli", signal.SIGTERM),
        ("fraudctl.cli", signal.SIGHUP),
        ("rich.console", signal.SIGINT),
        ("botocore.exceptions", signal.SIGTERM),
        ("fraudctl.commands.demo", signal.SIGHUP),
        ("pulumi", signal.SIGINT),
    ],
)
def test_a_signal_during_the_imports_ends_it_in_a_line(module: str, number: signal.Signals) -> None:
    ended = run_code(AT_IMPORT.format(module=module, number=int(number)))

    assert (ended.returncode, ended.stderr) == (128 + number, LINES[number])


def test_an_error_during_the_clean_up_is_not_printed() -> None:
    ended = command("try:", f"    send({int(signal.SIGTERM)})", "finally:", "    raise OSError('the terminal is gone')")

    assert (ended.returncode, ended.stderr) == (128 + signal.SIGTERM, "stopped\n")


def test_a_command_that_takes_a_signal_for_its_end_ends_well() -> None:
    ended = command("try:", f"    send({int(signal.SIGHUP)})", "except KeyboardInterrupt:", "    sys.exit(0)")

    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_second_signal_leaves_the_clean_up_alone() -> None:
    ended = command(
        "try:",
        f"    send({int(signal.SIGTERM)})",
        "finally:",
        f"    send({int(signal.SIGINT)})",
        "    print('cleaned up')",
    )

    assert (ended.returncode, ended.stdout) == (128 + signal.SIGTERM, "cleaned up\n")


def test_a_third_signal_ends_a_clean_up_that_hangs() -> None:
    twice = f"for _ in range(2): send({int(signal.SIGINT)})"
    ended = command("try:", f"    send({int(signal.SIGINT)})", "finally:", f"    {twice}", "    while True: pass")

    assert (ended.returncode, ended.stderr) == (128 + signal.SIGINT, "")


def test_an_ignored_hangup_stays_ignored() -> None:
    ended = run_code(
        "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n" + COMMAND.format(body="    send(1)")
    )

    assert (ended.returncode, ended.stderr) == (0, "")


def test_without_a_signal_an_error_is_nobodys_to_hide() -> None:
    ended = command("raise ZeroDivisionError")

    assert ended.returncode == 1
    assert "ZeroDivisionError" in ended.stderr
